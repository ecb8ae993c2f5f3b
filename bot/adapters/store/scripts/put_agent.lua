-- put_agent(agent, person, record, capacity, pool_list) -> 1 if the agent is new
-- keys: agents people available capacities loads pools turn turns* ring*
-- with: turns
-- Add an agent, available from the start, or bring one up to date; teams that they are in already are kept.
local new = redis.call('HSETNX', agents, agent, record)
redis.call('HSET', agents, agent, record)
redis.call('HSET', people, person, agent)
redis.call('HSET', capacities, agent, capacity)
if new == 1 then
  redis.call('SADD', available, agent)
  redis.call('HSET', pools, agent, pool_list)
end
seat(agent)
return new
