-- keys: places*
-- Turns: a ring holds the eligible agents of a pool only, who is next first; `duty` those who are available, busy or not.
-- Who is next: the one least recently asked, or by the site's order the one with the fewest chats for their capacity.

local BUSY = 2520  -- every capacity from 1 to 10 divides it: chats over capacity, in whole numbers

local function pools_of(agent)
  local packed = redis.call('HGET', pools, agent)
  return packed and cjson.decode(packed) or {}
end

local function next_turn()
  return redis.call('INCR', turn)
end

local function load_of(agent)
  return tonumber(redis.call('HGET', loads, agent) or 0)
end

local function capacity_of(agent)
  return tonumber(redis.call('HGET', capacities, agent) or 0)
end

local function has_place(agent)
  return load_of(agent) < capacity_of(agent)
end

local function eligible(agent)
  return has_place(agent) and redis.call('SISMEMBER', available, agent) == 1
end

local by_busyness  -- unknown until it is asked for

-- What the ring is sorted by, before the turn.
local function busyness(load, capacity)
  if by_busyness == nil then by_busyness = redis.call('HGET', site, 'order') == 'least_busy' end
  return by_busyness and capacity > 0 and math.floor(load * BUSY / capacity) * 1e12 or 0
end

-- Put the agent into, or out of, the rings of their pools, as they are now. A newcomer joins at the end.
-- `load` is for who knows it already.
local function seat(agent, load)
  load = load or load_of(agent)
  local capacity = capacity_of(agent)
  local is_eligible = load < capacity and redis.call('SISMEMBER', available, agent) == 1
  local busy = is_eligible and busyness(load, capacity)
  for _, pool in ipairs(pools_of(agent)) do
    local last = redis.call('HGET', turns .. pool, agent)
    if not last then
      last = next_turn()
      redis.call('HSET', turns .. pool, agent, last)
    end
    if is_eligible then
      redis.call('ZADD', ring .. pool, busy + tonumber(last), agent)
    else
      redis.call('ZREM', ring .. pool, agent)
    end
  end
end

local function first_eligible(pool, barred)
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

local function set_of(list)
  local set = {}
  for _, member in ipairs(list) do set[member] = true end
  return set
end

-- The next eligible agent of the first pool that has one, and that pool.
local function choose(pool_list, exclude)
  local barred = set_of(exclude)
  for _, pool in ipairs(pool_list) do
    local agent = first_eligible(pool, barred)
    if agent then return agent, pool end
  end
end

-- Whose places the conversation holds: one each of those who are asked, or on it, one a line.
local function holders_of(conversation)
  local list = {}
  for agent in string.gmatch(redis.call('HGET', held, conversation) or '', '[^\n]+') do list[#list + 1] = agent end
  return list
end

local function set_holders(conversation, list)
  if #list > 0 then
    redis.call('HSET', held, conversation, table.concat(list, '\n'))
  else
    redis.call('HDEL', held, conversation)
  end
end

-- Take a place of the agent for the conversation, one at most.
local function take_place(conversation, agent)
  local list = holders_of(conversation)
  if set_of(list)[agent] then return end
  list[#list + 1] = agent
  set_holders(conversation, list)
  redis.call('SADD', places .. agent, conversation)
  seat(agent, redis.call('HINCRBY', loads, agent, 1))
end

-- Take a place for an offer, which uses the agent's turn in this pool.
local function reserve(conversation, agent, pool)
  redis.call('HSET', turns .. pool, agent, next_turn())
  take_place(conversation, agent)
end
