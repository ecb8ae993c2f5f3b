-- Turns: a ring holds the eligible agents of a pool only, the least recently asked first.

local function pools_of(agent)
  local packed = redis.call('HGET', pools, agent)
  return packed and cjson.decode(packed) or {}
end

local function next_turn()
  return redis.call('INCR', turn)
end

-- Put the agent into, or out of, the rings of their pools, as they are now. A newcomer joins at the end.
local function seat(agent)
  local load = tonumber(redis.call('HGET', loads, agent) or 0)
  local capacity = tonumber(redis.call('HGET', capacities, agent) or 0)
  local eligible = load < capacity and redis.call('SISMEMBER', available, agent) == 1
  for _, pool in ipairs(pools_of(agent)) do
    local last = redis.call('HGET', turns .. pool, agent)
    if not last then
      last = next_turn()
      redis.call('HSET', turns .. pool, agent, last)
    end
    if eligible then
      redis.call('ZADD', ring .. pool, last, agent)
    else
      redis.call('ZREM', ring .. pool, agent)
    end
  end
end

local function first_eligible(pool, exclude)
  local barred = {}
  for _, agent in ipairs(exclude) do barred[agent] = true end
  local from = 0
  while true do
    local some = redis.call('ZRANGE', ring .. pool, from, from + 9)
    for _, agent in ipairs(some) do
      if not barred[agent] then return agent end
    end
    if #some < 10 then return nil end
    from = from + 10
  end
end

-- Give back the place that the conversation holds.
local function release(conversation)
  local agent = redis.call('HGET', held, conversation)
  if not agent then return end
  redis.call('HDEL', held, conversation)
  if redis.call('HINCRBY', loads, agent, -1) <= 0 then redis.call('HDEL', loads, agent) end
  seat(agent)
end

-- Reserve a place of the next eligible agent; the offer uses their turn in this pool.
local function pick(conversation, pool, exclude)
  release(conversation)
  local agent = first_eligible(pool, exclude)
  if not agent then return nil end
  redis.call('HSET', turns .. pool, agent, next_turn())
  redis.call('HINCRBY', loads, agent, 1)
  redis.call('HSET', held, conversation, agent)
  seat(agent)
  return agent
end
