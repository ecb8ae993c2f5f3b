-- begin(now, channel, epoch, conversation, covers, part, lease) -> 1, or 0: the lease is lost
-- keys: lanes lane* cards* state* begun*
-- with: clock lease
-- Note that a post is about to be sent, before it is sent: whoever finds this note must look whether it arrived.
local at = milliseconds(now)
if not holds(channel, epoch) then return 0 end
redis.call('HSET', begun .. channel .. '|' .. conversation, 'covers', covers, 'part', part, 'since', at)
redis.call('HDEL', begun .. channel .. '|' .. conversation, 'doubted')
redis.call('HSET', state .. channel, 'leased_until', at + lease)
redis.call('ZADD', lanes, at + lease, channel)
return 1
