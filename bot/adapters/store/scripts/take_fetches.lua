-- take_fetches(now, limit, lease) -> {"<conversation>|<entry>" ...}
-- keys: fetches
-- with: clock
-- Files that are to be fetched. Each is put off by the lease: it comes again, to anybody, until it is done.
local at = milliseconds(now)
local members = redis.call('ZRANGEBYSCORE', fetches, '-inf', at, 'LIMIT', 0, limit)
for _, member in ipairs(members) do redis.call('ZADD', fetches, at + lease, member) end
return members
