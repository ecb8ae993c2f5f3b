-- note_signals(now, process, lease, grace, lifetime, packed) -> {{conversation, 1 if its page is another one, 1 if its visitor began to type, 1 if a card is out of date} ...}
-- keys: signals* threads* timers
-- with: clock here
-- What a gateway has heard of its visitors: `packed` has {conversation, here, page, typing, read} for each, with `typing` for
-- how many milliseconds or -1 for no news, and `read` up to which entry. Each process says for itself whether somebody is
-- here; its word holds for `lease`. Whether the visitor has left is looked at after `grace`: browsers come back.
local at = milliseconds(now)

local function heard_presence(key, conversation, here)
  local before, expired = here_until(key, at)
  if #expired > 0 then redis.call('HDEL', key, unpack(expired)) end
  if here == 1 then
    redis.call('HSET', key, HERE .. process, at + lease)
  else
    redis.call('HDEL', key, HERE .. process)
  end
  local after = here_until(key, at)
  local leaves = after == 0 and redis.call('HSETNX', key, 'gone', at) == 1
  if redis.call('EXISTS', threads .. conversation) == 0 then return end  -- nobody is there yet to be told
  if after == 0 then
    if leaves then redis.call('ZADD', timers, at + grace, conversation .. '|presence') end
    return
  end
  -- Who was away for so long that it may have been told is back; else it is looked when the last word has run out.
  local gone = tonumber(redis.call('HGET', key, 'gone') or '')
  local was_away = before == 0 and (#expired > 0 or gone and at - gone >= tonumber(grace))
  redis.call('HDEL', key, 'gone')
  redis.call('ZADD', timers, was_away and at or after + grace, conversation .. '|presence')
end

local function heard_page(key, page)
  if page == '' or redis.call('HGET', key, 'page') == page then return 0 end
  redis.call('HSET', key, 'page', page)
  return 1
end

-- Whether the visitor began to type, and whether they stopped.
local function heard_typing(key, typing)
  local known = tonumber(redis.call('HGET', key, 'typing') or 0)
  if typing > 0 then
    redis.call('HSET', key, 'typing', at + typing)
    return known <= at and 1 or 0, 0
  end
  if known == 0 or typing < 0 and known > at then return 0, 0 end
  redis.call('HDEL', key, 'typing')
  return 0, 1
end

local function heard_reading(key, read)
  if read <= tonumber(redis.call('HGET', key, 'read') or 0) then return 0 end
  redis.call('HSET', key, 'read', read, 'read_at', at)
  return 1
end

local news = {}
for _, signal in ipairs(cmsgpack.unpack(packed)) do
  local conversation, here, page, typing, read = unpack(signal)
  local key = signals .. conversation
  heard_presence(key, conversation, here)
  local moved = heard_page(key, page)
  local began, stopped = heard_typing(key, typing)
  local read_on = heard_reading(key, read)
  redis.call('PEXPIRE', key, lifetime)
  local old_card = math.max(stopped, read_on)
  if moved + began + old_card > 0 then news[#news + 1] = {conversation, moved, began, old_card} end
end
return news
