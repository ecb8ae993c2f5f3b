-- Deliveries that were answered for wait no longer. Those that were counted as late are uncounted, and when none is left
-- the conversation's timer `late` is set: both sides are to be told that it goes on.

local function answered(conversation, items, at)
  local ids = {}
  for n, item in ipairs(items) do ids[n] = string.match(item, '^[^\n]*') end
  local late = tonumber(redis.call('HGET', snapshot .. conversation, 'late') or 0)
  if late > 0 then
    local counted = tonumber(redis.call('GET', swept) or 0)
    for _, id in ipairs(ids) do
      local since = tonumber(redis.call('ZSCORE', waiting, id) or '')
      if since and since <= counted then late = late - 1 end
    end
    if late > 0 then
      redis.call('HSET', snapshot .. conversation, 'late', late)
    else
      redis.call('HDEL', snapshot .. conversation, 'late', 'late_since')
      redis.call('ZADD', timers, at, conversation .. '|late')
    end
  end
  redis.call('ZREM', waiting, unpack(ids))
end
