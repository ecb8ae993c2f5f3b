-- join_team(team, agent, pool) -> 1 if new there, 0 if not, -1: no such team, or no such agent
-- keys: agents teams members* available capacities loads pools turn turns* ring*
-- with: turns
if redis.call('HEXISTS', teams, team) == 0 or redis.call('HEXISTS', agents, agent) == 0 then return -1 end
local new = redis.call('SADD', members .. team, agent)
if new == 1 then
  local list = pools_of(agent)
  list[#list + 1] = pool
  redis.call('HSET', pools, agent, cjson.encode(list))
  seat(agent)
end
return new
