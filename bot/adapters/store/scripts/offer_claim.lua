-- offer_claim(code) -> the code that is valid, or nil: there is an admin already
-- keys: claim admins
if redis.call('HLEN', admins) > 0 then return nil end
redis.call('SETNX', claim, code)
return redis.call('GET', claim)
