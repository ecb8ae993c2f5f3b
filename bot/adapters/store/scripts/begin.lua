-- begin(now, channel, epoch, conversation, covers, part, lease, again, began) -> 1, or 0: the lease is lost
-- keys: lanes lane* cards* state* begun*
-- with: clock lease
-- Note that a post is about to be sent, before it is sent: whoever finds this note must look whether it arrived.
-- `began` is when that is by the platform's time of day.
local at = milliseconds(now)
if not holds(channel, epoch) then return 0 end
local name = channel .. '|' .. conversation
if again == '1' then  -- the first copy stays in doubt: its note is kept
  redis.call('HSET', begun .. name, 'again', began)
else
  redis.call('HSET', begun .. name, 'covers', covers, 'part', part, 'since', at, 'began', began)
  redis.call('HDEL', begun .. name, 'doubted')
end
redis.call('HSET', state .. channel, 'leased_until', at + lease)
redis.call('ZADD', lanes, at + lease, channel)
return 1
