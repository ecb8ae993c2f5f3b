-- Let go of the lane. Its holder gets it anew for what is due next, with `lease` above 0; else whoever has time is called.
-- {1, milliseconds until the lane is to be looked at, or -1, the new lease if there is one}
local function go_on(channel, at, lifetime, process, lease, batch)
  redis.call('HSET', state .. channel, 'leased_until', 0)
  redis.call('PEXPIRE', state .. channel, lifetime)
  local due = schedule(channel, at)
  if not due then return {1, -1} end
  local anew = due <= at and tonumber(lease) > 0 and hold(channel, at, lease, batch)
  if anew then return {1, -1, anew} end
  if due <= at then redis.call('PUBLISH', bus .. 'lanes', process .. ' 0') end
  return {1, math.max(0, due - at)}
end
