-- copy_of(channel, began, earliest, latest) -> "<conversation> <thread> <copy>", or nil
-- keys: doubles* lane* chain* begun*
-- Of which thread of ours another one, which began then, may be a copy: of the last that was begun before it. Only where
-- there is none, of the next one: our time of it may be late. Nil also while another that was begun nearer has no answer,
-- for it may be that one itself.
local copy, at = unpack(redis.call('ZREVRANGEBYSCORE', doubles .. channel, began, earliest, 'WITHSCORES', 'LIMIT', 0, 1))
local after = at
if not copy then
  copy, at = unpack(redis.call('ZRANGEBYSCORE', doubles .. channel, began, latest, 'WITHSCORES', 'LIMIT', 0, 1))
  after = earliest
end
if not copy then return nil end

local function is_noted(conversation, when)
  for _, noted in ipairs(redis.call('ZRANGEBYSCORE', doubles .. channel, when, when)) do
    if string.match(noted, '^[^ ]*') == conversation then return true end
  end
  return false
end

local function may_be_of(conversation)
  local name = channel .. '|' .. conversation
  local first = redis.call('LINDEX', chain .. name, 0)
  if not first or not string.find(first, '"type":"open_thread"', 1, true) then return false end
  for _, when in ipairs(redis.call('HMGET', begun .. name, 'began', 'again')) do
    local time = tonumber(when or 0)
    if time > tonumber(after) and time <= tonumber(latest) and not is_noted(conversation, when) then return true end
  end
  return false
end

local whose = string.match(copy, '^[^ ]*')
for _, conversation in ipairs(redis.call('ZRANGE', lane .. channel, 0, -1)) do
  if conversation ~= whose and may_be_of(conversation) then return nil end
end
return copy
