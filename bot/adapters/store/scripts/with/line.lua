-- keys: renamed
-- The waiting line: a conversation stands in the line of each of its pools under one ticket, which it keeps until it is
-- accepted or over. Whoever gets a place takes the first who waits in any of their pools, so nobody is overtaken.

local AHEAD = 1e12  -- what one step of priority is worth in tickets

local picks = {}  -- conversations that got somebody here
local moved = false  -- somebody came into a line, or left it

local function waiter_of(conversation)
  local packed = redis.call('HGET', queue, conversation)
  return packed and cjson.decode(packed)
end

local function enter_line(conversation, pool_list, exclude, priority, at)
  local ticket_of = redis.call('HGET', tickets, conversation)
  if not ticket_of then
    ticket_of = redis.call('INCR', ticket) - priority * AHEAD
    redis.call('HSET', tickets, conversation, string.format('%.0f', ticket_of))
  end
  redis.call('HSET', queue, conversation, cjson.encode({pools = pool_list, exclude = exclude, since = at}))
  for _, pool in ipairs(pool_list) do redis.call('ZADD', line .. pool, ticket_of, conversation) end
  moved = true
end

local function leave_line(conversation)
  local waiter = waiter_of(conversation)
  if not waiter then return end
  redis.call('HDEL', queue, conversation)
  for _, pool in ipairs(waiter.pools) do redis.call('ZREM', line .. pool, conversation) end
  moved = true
end

-- Set what the router found; the timer has it acted on, also when whoever asked is gone.
local function tell_pick(conversation, found, at)
  redis.call('HSET', snapshot .. conversation, 'picked', found)
  redis.call('ZADD', timers, at, conversation .. '|picked')
end

local function hand(conversation, agent, pool, at)
  leave_line(conversation)
  reserve(conversation, agent, pool)
  tell_pick(conversation, agent .. '\n' .. pool, at)
  picks[#picks + 1] = conversation
end

-- The first in one line who may be given to the agent, and the ticket.
local function first_in(pool, agent)
  local from = 0
  while true do
    local some = redis.call('ZRANGE', line .. pool, from, from + 9, 'WITHSCORES')
    for i = 1, #some, 2 do
      local waiter = waiter_of(some[i])
      if waiter and not set_of(waiter.exclude)[agent] then return some[i], tonumber(some[i + 1]) end
    end
    if #some < 20 then return nil end
    from = from + 10
  end
end

local function first_waiting_for(agent)
  local first, its_pool, its_ticket
  for _, pool in ipairs(pools_of(agent)) do
    local conversation, number = first_in(pool, agent)
    if conversation and (not first or number < its_ticket) then
      first, its_pool, its_ticket = conversation, pool, number
    end
  end
  return first, its_pool
end

-- Give the agent to those who wait, as long as there is a place.
local function serve(agent, at)
  if redis.call('HLEN', queue) == 0 then return end
  while eligible(agent) do
    local conversation, pool = first_waiting_for(agent)
    if not conversation then return end
    hand(conversation, agent, pool, at)
  end
end

-- Give whoever is eligible to those who wait in these lines, by their tickets: for when several agents came at once.
local function drain(pool_list, at)
  local waiting, number = {}, {}
  for _, pool in ipairs(pool_list) do
    local some = redis.call('ZRANGE', line .. pool, 0, -1, 'WITHSCORES')
    for i = 1, #some, 2 do
      if not number[some[i]] then waiting[#waiting + 1] = some[i] end
      number[some[i]] = tonumber(some[i + 1])
    end
  end
  table.sort(waiting, function(one, other) return number[one] < number[other] end)
  for _, conversation in ipairs(waiting) do
    local waiter = waiter_of(conversation)
    if waiter then
      local agent, pool = choose(waiter.pools, waiter.exclude)
      if agent then hand(conversation, agent, pool, at) end
    end
  end
end

-- Give back the places that the conversation holds, or the agent's alone; the first who waits gets each in the same step.
local function release(conversation, at, only)
  local stay, go = {}, {}
  for _, agent in ipairs(holders_of(conversation)) do
    local list = (not only or agent == only) and go or stay
    list[#list + 1] = agent
  end
  if #go == 0 then return end
  set_holders(conversation, stay)
  for _, agent in ipairs(go) do
    redis.call('SREM', places .. agent, conversation)
    local load = redis.call('HINCRBY', loads, agent, -1)
    if load <= 0 then redis.call('HDEL', loads, agent) end
    seat(agent, math.max(0, load))
  end
  for _, agent in ipairs(go) do serve(agent, at) end
end

-- Somebody who is available, busy or not, belongs to one of the pools and has not been asked.
local function on_duty(pool_list, exclude)
  for _, pool in ipairs(pool_list) do
    local there = redis.call('SCARD', duty .. pool)
    for _, agent in ipairs(exclude) do there = there - redis.call('SISMEMBER', duty .. pool, agent) end
    if there > 0 then return true end
  end
  return false
end

local function has_room(conversation, pool_list, limit)
  if redis.call('HEXISTS', tickets, conversation) == 1 then return true end
  for _, pool in ipairs(pool_list) do
    if redis.call('ZCARD', line .. pool) >= limit then return false end
  end
  return true
end

-- Reserve the next eligible agent, or put the conversation into the line, or say why neither: what `picked` holds.
local function pick(conversation, wish, at)
  for i, pool in ipairs(wish.pools) do wish.pools[i] = redis.call('HGET', renamed, pool) or pool end
  leave_line(conversation)
  if not wish.further then release(conversation, at) end
  local agent, pool = choose(wish.pools, wish.exclude)
  if not agent and wish.rest ~= '' then agent, pool = choose({wish.rest}, wish.exclude) end
  if agent then
    reserve(conversation, agent, pool)
    return agent .. '\n' .. pool
  end
  if not wish.line or not on_duty(wish.pools, wish.exclude) then return 'nobody' end
  if not has_room(conversation, wish.pools, wish.line.limit) then return 'full' end
  enter_line(conversation, wish.pools, wish.exclude, wish.line.priority, at)
  return 'queued'
end

-- It is accepted or over: nothing of its waiting is kept.
local function forget_ticket(conversation)
  leave_line(conversation)
  redis.call('HDEL', tickets, conversation)
end

local function announce_line()
  if moved then redis.call('PUBLISH', bus .. 'queue', '') end
end
