-- install(workspace, record, link, lifetime) -> 1, or 0 if the link was spent before
-- keys: installations spent*
-- Keep the record of an installation, and spend the link that allowed it.
-- A link that was spent for this very record is as good as before: the answer of the first time may have been lost.
local before = redis.call('GET', spent .. link)
if before and before ~= record then return 0 end
redis.call('HSET', installations, workspace, record)
redis.call('SET', spent .. link, record, 'PX', lifetime)
return 1
