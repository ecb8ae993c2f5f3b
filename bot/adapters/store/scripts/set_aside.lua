-- set_aside(now, channel, epoch, conversation, head, name, item, after, lifetime, lane_lifetime, process, lease, batch) -> as going_on, or {0}: the lease is lost
-- keys: lanes lane* cards* state* chain* begun* threads* rests doubts waiting swept snapshot* timers bus*
-- with: clock lanes holding lease going_on answered apart next_turn
-- In the place of the oldest delivery of a conversation `item` goes on under a `name` of its own, from `after` on, and
-- what stood behind it waits for it no longer. `head` is the id of the oldest: if it stands there no longer, this was done before.
local at = milliseconds(now)
if not holds(channel, epoch) then return {0} end
local whole = channel .. '|' .. conversation
local first = redis.call('LINDEX', chain .. whole, 0)
if not first or string.match(first, '^[^\n]*') ~= head then return {1, -1} end
redis.call('LPOP', chain .. whole)
answered(conversation, {first}, at)
redis.call('DEL', begun .. whole)
next_turn(channel, conversation, at)
say_apart(channel, name, item, {conversation}, at, at + after, lifetime)
return go_on(channel, at, lane_lifetime, process, lease, batch)
