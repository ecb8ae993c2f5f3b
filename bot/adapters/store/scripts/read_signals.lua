-- read_signals(now, conversation) -> {1 if the visitor is typing, when they last read or 0, 1 if they are here}
-- keys: signals*
-- with: clock here
-- How the visitor is at the moment.
local at = milliseconds(now)
local key = signals .. conversation
local kept = redis.call('HMGET', key, 'typing', 'read_at')
local is_typing = tonumber(kept[1] or 0) > at
return {is_typing and 1 or 0, tonumber(kept[2] or 0), here_until(key, at) > 0 and 1 or 0}
