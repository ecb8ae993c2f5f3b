-- set_available(agent, is_available) -> 1 if it changed
-- keys: available capacities loads pools turn turns* ring*
-- with: turns
local changed = redis.call(is_available == '1' and 'SADD' or 'SREM', available, agent)
if changed == 1 then seat(agent) end
return changed
