-- remove_agent(agent, person) -> {conversations that hold a place of theirs}
-- keys: agents people available capacities loads pools turn turns* ring* teams members* held
-- with: turns
-- Take the permission: out of every ring at once. Places that are held stay held until their conversations end.
redis.call('SREM', available, agent)
seat(agent)
for _, pool in ipairs(pools_of(agent)) do redis.call('HDEL', turns .. pool, agent) end
for _, team in ipairs(redis.call('HKEYS', teams)) do redis.call('SREM', members .. team, agent) end
redis.call('HDEL', agents, agent)
redis.call('HDEL', people, person)
redis.call('HDEL', capacities, agent)
redis.call('HDEL', pools, agent)
local holding = {}
local all = redis.call('HGETALL', held)
for i = 1, #all, 2 do
  if all[i + 1] == agent then holding[#holding + 1] = all[i] end
end
return holding
