-- claim_admin(person, code, at) -> 1 if the code was right, and is used up now
-- keys: claim admins audit
local wanted = redis.call('GET', claim)
if not wanted or wanted ~= code then return 0 end
redis.call('HSET', admins, person, at)  -- first, as a server that is full refuses only this
redis.call('DEL', claim)
redis.call('XADD', audit, '*', 'who', person, 'what', 'became the first admin by the one-time code', 'at', at)
return 1
