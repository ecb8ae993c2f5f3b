-- admit(now, who, in_workspace, every, burst, in_channel, channel_every, channel_burst, lifetime) -> milliseconds until they may; 0: they may now
-- keys: admitted*
-- with: clock
-- A workspace takes one such call each `every` milliseconds, and `burst` more at once after a rest; a channel likewise.
-- Where `every` is 0 there is no limit. A call that must wait is counted by neither.
-- Who must wait for the workspace is given a time of their own, in the order of asking. Who comes much later than that
-- asks anew: else all who were held up elsewhere would come at once. In a channel one asks at a time, and words before
-- cards: times given out there would let cards go first.
local at = milliseconds(now)

local function until_room(spent, gap, more)
  return math.max(0, spent - gap * (more + 1) - at)
end

local in_all
if channel_every ~= '0' then
  in_all = math.max(tonumber(redis.call('HGET', admitted .. in_channel, 'spent') or 0), at) + channel_every
  local wait = until_room(in_all, channel_every, channel_burst)
  if wait > 0 then return wait end
end
if every ~= '0' then
  local key = admitted .. in_workspace
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
  if theirs > at then return theirs - at end
end
if in_all then
  redis.call('HSET', admitted .. in_channel, 'spent', in_all)
  redis.call('PEXPIRE', admitted .. in_channel, in_all - at + lifetime)
end
return 0
