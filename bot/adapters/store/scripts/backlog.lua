-- backlog(now) -> {deliveries, milliseconds of the oldest, late ones, in doubt, lanes, milliseconds overdue}
-- keys: waiting swept doubts lanes
-- with: clock
-- What waits to be delivered. Overdue: for how long the first lane should have been looked at, and was not.
local at = milliseconds(now)

local function since_first(key)
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  return first[2] and math.max(0, at - tonumber(first[2])) or 0
end

local late = redis.call('ZCOUNT', waiting, '-inf', redis.call('GET', swept) or 0)
return {redis.call('ZCARD', waiting), since_first(waiting), late, redis.call('SCARD', doubts),
  redis.call('ZCARD', lanes), since_first(lanes)}
