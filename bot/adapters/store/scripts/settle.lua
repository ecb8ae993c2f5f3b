-- settle(now, channel, epoch, conversation, head, covers, part, pause, post, ref, entry, lifetime, lane_lifetime, process, lease, batch) -> as going_on, or {0}: the lease is lost
-- keys: lanes lane* cards* state* chain* begun* posts* bus* threads* rests doubts waiting swept snapshot* timers placed* ahead* amends*
-- with: clock lanes holding lease going_on answered placing next_turn
-- The first `covers` deliveries of the chain are answered for; or, with covers 0, `part` pieces of the first one.
-- `entry`, if it is given, is whose words stand at `ref`.
-- `head` is the id of the first: if it stands there no longer, this was done before.
local at = milliseconds(now)
if not holds(channel, epoch) then return {0} end
local name = channel .. '|' .. conversation
local first = redis.call('LINDEX', chain .. name, 0)
if not first or string.match(first, '^[^\n]*') ~= head then return {1, -1} end
if ref ~= '' then
  redis.call('HSET', posts .. conversation, post, ref)
  redis.call('PEXPIRE', posts .. conversation, lifetime)
  if entry ~= '' then place(ref, conversation, entry, entry, at, lifetime) end
end
if tonumber(covers) > 0 then
  local heads = covers == '1' and {first} or redis.call('LRANGE', chain .. name, 0, covers - 1)
  answered(conversation, heads, at)
  redis.call('DEL', begun .. name)
  redis.call('LTRIM', chain .. name, covers, -1)
else
  redis.call('HDEL', begun .. name, 'covers', 'part', 'since', 'began', 'doubted', 'again')
  redis.call('HSET', begun .. name, 'done', part)
end
next_turn(channel, conversation, at)
if tonumber(pause) > 0 then redis.call('HSET', state .. channel, 'not_before', at + pause) end
return go_on(channel, at, lane_lifetime, process, lease, batch)
