-- claim_admin(person, code) -> 1 if the code was right, and is used up now
-- keys: claim admins
local wanted = redis.call('GET', claim)
if not wanted or wanted ~= code then return 0 end
redis.call('SADD', admins, person)  -- first, as a server that is full refuses only this
redis.call('DEL', claim)
return 1
