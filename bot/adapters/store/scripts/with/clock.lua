-- The store's own clock, so that hosts whose clocks differ agree on leases and timers; a test may bring its own.
local function milliseconds(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
