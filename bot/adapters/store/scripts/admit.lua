-- admit(now, workspace, call, who, every, burst, lifetime) -> milliseconds until they may; 0: they may now
-- keys: admitted*
-- with: clock
-- A workspace takes one such call each `every` milliseconds, and `burst` more at once after a rest.
-- Who must wait is given a time of their own, in the order of asking. Who comes much later than that asks anew:
-- else all who were held up elsewhere would come at once.
local at = milliseconds(now)
local key = admitted .. workspace .. '|' .. call
local kept = redis.call('HMGET', key, 'spent', who)
local spent, theirs = tonumber(kept[1] or 0), tonumber(kept[2] or '')
if not theirs or at > theirs + every then
  spent = math.max(spent, at) + every
  theirs = spent - every * (burst + 1)
  redis.call('HSET', key, 'spent', spent)
end
if theirs > at then
  redis.call('HSET', key, who, theirs)
else
  redis.call('HDEL', key, who)
end
redis.call('PEXPIRE', key, spent - at + lifetime)
return math.max(0, theirs - at)
