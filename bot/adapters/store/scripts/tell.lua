-- tell(now, returned, channel, name, item) -> 1 if somebody who came back is to be told, 0 if that was done before
-- keys: returns lanes lane* cards* state* chain* waiting bus*
-- with: clock lanes
-- Tell somebody who came back what happened meanwhile; without an `item` there is nothing to tell.
local at = milliseconds(now)
if redis.call('LREM', returns, 1, returned) == 0 then return 0 end
if item == '' then return 1 end
redis.call('RPUSH', chain .. channel .. '|' .. name, item)
redis.call('ZADD', waiting, at, string.match(item, '^[^\n]*'))
redis.call('ZADD', lane .. channel, 'NX', at, name)
local look = schedule(channel, at)
if look then redis.call('PUBLISH', bus .. 'lanes', '- ' .. math.max(0, look - at)) end
return 1
