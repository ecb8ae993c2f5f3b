-- A lease holds as long as nobody took the lane after it.
local function holds(channel, epoch)
  return redis.call('HGET', state .. channel, 'epoch') == epoch
end
