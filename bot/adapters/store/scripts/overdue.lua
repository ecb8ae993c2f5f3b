-- overdue(now) -> milliseconds since the lane that waits longest should have been looked at
-- keys: lanes
-- with: clock
local first = redis.call('ZRANGE', lanes, 0, 0, 'WITHSCORES')
return first[2] and math.max(0, milliseconds(now) - tonumber(first[2])) or 0
