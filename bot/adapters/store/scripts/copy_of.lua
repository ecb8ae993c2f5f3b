-- copy_of(channel, latest, earliest) -> "<conversation> <thread> <copy>", or nil
-- keys: doubles* lane* chain* begun*
-- Of which thread of ours another one may be a copy: of the last that was begun before it. Nil also while one that was
-- begun still later has no answer, for it may be that one itself.
local copy, at = unpack(redis.call('ZREVRANGEBYSCORE', doubles .. channel, latest, earliest, 'WITHSCORES', 'LIMIT', 0, 1))
if not copy then return nil end

local function may_be_of(conversation)
  local name = channel .. '|' .. conversation
  local first = redis.call('LINDEX', chain .. name, 0)
  if not first or not string.find(first, '"type":"open_thread"', 1, true) then return false end
  for _, began in ipairs(redis.call('HMGET', begun .. name, 'began', 'again')) do
    local when = tonumber(began or 0)
    if when > tonumber(at) and when <= tonumber(latest) then return true end
  end
  return false
end

local whose = string.match(copy, '^[^ ]*')
for _, conversation in ipairs(redis.call('ZRANGE', lane .. channel, 0, -1)) do
  if conversation ~= whose and may_be_of(conversation) then return nil end
end
return copy
