-- A lease holds as long as nobody took the lane after it.
local function holds(channel, epoch)
  return redis.call('HGET', state .. channel, 'epoch') == epoch
end

-- Let go of the lane, and say when to look at it again.
local function let_go(channel, at, lifetime)
  redis.call('HSET', state .. channel, 'leased_until', 0)
  redis.call('PEXPIRE', state .. channel, lifetime)
  if schedule(channel, at) then redis.call('PUBLISH', bus .. 'lanes', '') end
end
