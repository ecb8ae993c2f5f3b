-- claim_admin(person, code) -> 1 if the code was right, and is used up now
-- keys: claim admins
local wanted = redis.call('GET', claim)
if not wanted or wanted ~= code then return 0 end
redis.call('DEL', claim)
redis.call('SADD', admins, person)
return 1
