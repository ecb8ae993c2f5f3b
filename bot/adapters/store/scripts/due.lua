-- due(now, limit, lease) -> {until when they are put off, "<conversation>|<timer>" ...}
-- keys: timers
-- with: clock
-- Timers that are due. Each is put off by the lease, not removed: only the commit that acts on it clears it.
local at = milliseconds(now)
local members = redis.call('ZRANGEBYSCORE', timers, '-inf', at, 'LIMIT', 0, limit)
for _, member in ipairs(members) do redis.call('ZADD', timers, at + lease, member) end
return {at + lease, unpack(members)}
