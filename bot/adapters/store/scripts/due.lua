-- due(now, limit, lease, patience) -> {until when they are put off, "<conversation>|<timer>" ...}
-- keys: timers waiting swept snapshot*
-- with: clock
-- Timers that are due. Each is put off by the lease, not removed: only the commit that acts on it clears it.
-- Deliveries that have waited for `patience` set the timer `late` of their conversation; each is looked at once.
local at = milliseconds(now)

local function count_as_late(delivery, since)
  local conversation = string.match(delivery, '^(.*)%.%d+%.%d+$')
  local kept = snapshot .. conversation
  if redis.call('EXISTS', kept) == 0 or redis.call('HINCRBY', kept, 'late', 1) > 1 then return end
  local ahead = redis.call('HGET', clock, 'ahead') or 0
  redis.call('HSET', kept, 'late_since', string.format('%.0f', since - ahead))  -- people compare it with their own clocks
  redis.call('ZADD', timers, at, conversation .. '|late')
end

local from, cut = '(' .. (redis.call('GET', swept) or '0'), at - patience
local last = redis.call('ZRANGEBYSCORE', waiting, from, cut, 'WITHSCORES', 'LIMIT', limit - 1, 1)[2]
local late = redis.call('ZRANGEBYSCORE', waiting, from, last or cut, 'WITHSCORES')
for i = 1, #late, 2 do count_as_late(late[i], late[i + 1]) end
if #late > 0 then redis.call('SET', swept, late[#late]) end

local members = redis.call('ZRANGEBYSCORE', timers, '-inf', at, 'LIMIT', 0, limit)
for _, member in ipairs(members) do redis.call('ZADD', timers, at + lease, member) end
return {at + lease, unpack(members)}
