-- drop_pick(conversation, seen) -> 1, or 0: the router found something else since
-- keys: snapshot* timers
-- Forget the timer of a pick that nobody needs any more; `seen` is what was picked when that was decided, or empty.
if (redis.call('HGET', snapshot .. conversation, 'picked') or '') ~= seen then return 0 end
redis.call('ZREM', timers, conversation .. '|picked')
return 1
