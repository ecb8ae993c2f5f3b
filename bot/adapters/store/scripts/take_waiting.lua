-- take_waiting(now, conversation, agent) -> {what became of it, conversation}
-- keys: agents available capacities loads pools turn turns* ring* site held queue ticket tickets line* duty* snapshot* timers bus*
-- with: clock turns line
-- Give a waiting visitor to the agent, who thereby accepts. Empty: the first who waits for one of the agent's pools.
local at = milliseconds(now)
if redis.call('HEXISTS', agents, agent) == 0 then return {'gone', ''} end
local wanted, pool = conversation, nil
if wanted == '' then wanted, pool = first_waiting_for(agent) end
local waiter = wanted and waiter_of(wanted)
if not waiter then return {'gone', ''} end
if set_of(waiter.exclude)[agent] then return {'asked_before', wanted} end
if not has_place(agent) then return {'full', wanted} end
local theirs = set_of(pools_of(agent))
for _, one in ipairs(waiter.pools) do if not pool and theirs[one] then pool = one end end
pool = pool or 'agent:' .. agent  -- somebody else's visitor, taken by hand
leave_line(wanted)
reserve(wanted, agent, pool)
tell_pick(wanted, agent .. '\n' .. pool .. '\ntaken', at)
announce_line()
return {'taken', wanted}
