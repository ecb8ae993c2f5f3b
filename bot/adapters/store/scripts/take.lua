-- take(now, limit, lease, batch) -> {milliseconds until the next look, lease as in holding ...}
-- keys: lanes lane* cards* state* chain* begun* threads* rests doubts
-- with: clock lanes holding
-- Lease lanes that are due.
local at = milliseconds(now)
local leases = {}
for _, channel in ipairs(redis.call('ZRANGEBYSCORE', lanes, '-inf', at, 'LIMIT', 0, limit)) do
  leases[#leases + 1] = hold(channel, at, lease, batch)
end
local next_look = first_due(lanes)
return {next_look and math.max(0, next_look - at) or -1, unpack(leases)}
