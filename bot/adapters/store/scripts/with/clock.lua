-- keys: clock
-- The store's own clock, so that hosts whose clocks differ agree on leases and timers; a test may bring its own.
-- It never goes back: when the server's clock is set back, ours goes on from where it was. Else whatever is due would
-- wait until the server's clock has come there again.
local function milliseconds(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  local there = time[1] * 1000 + math.floor(time[2] / 1000)
  local kept = redis.call('HMGET', clock, 'last', 'ahead')
  local last, ahead = tonumber(kept[1] or 0), tonumber(kept[2] or 0)
  local at = math.max(there + ahead, last)
  -- Not each time, and not in vain: what only reads must go on while the server refuses writes.
  if at > there + ahead then redis.pcall('HSET', clock, 'ahead', at - there) end
  if at >= last + 1000 then redis.pcall('HSET', clock, 'last', at) end
  return at
end
