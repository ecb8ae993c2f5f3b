-- keep(now, channel, epoch, lease) -> 1, or 0: the lease is lost
-- keys: lanes lane* cards* state*
-- with: clock lease
local at = milliseconds(now)
if not holds(channel, epoch) then return 0 end
redis.call('HSET', state .. channel, 'leased_until', at + lease)
redis.call('ZADD', lanes, at + lease, channel)
return 1
