-- ask(now, channel, name, item, lifetime) -> 1 if it waits in the lane now, 0 if it was asked before
-- keys: lanes lane* cards* state* chain* waiting bus* seen*
-- with: clock lanes
-- Ask somebody something in their inbox that belongs to no conversation; once for each name.
local at = milliseconds(now)
if redis.call('HSETNX', seen .. name, 'asked', 1) == 0 then return 0 end
redis.call('PEXPIRE', seen .. name, lifetime)
redis.call('RPUSH', chain .. channel .. '|' .. name, item)
redis.call('ZADD', waiting, at, string.match(item, '^[^\n]*'))
redis.call('ZADD', lane .. channel, 'NX', at, name)
local look = schedule(channel, at)
if look then redis.call('PUBLISH', bus .. 'lanes', '- ' .. math.max(0, look - at)) end
return 1
