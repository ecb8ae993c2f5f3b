-- put_off_fetch(now, fetch, after) -> 1, or 0: it is done
-- keys: fetches
-- with: clock
-- Try this file again in `after` milliseconds, or hold it so long while it is fetched.
if not redis.call('ZSCORE', fetches, fetch) then return 0 end
redis.call('ZADD', fetches, milliseconds(now) + after, fetch)
return 1
