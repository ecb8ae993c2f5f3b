-- arrange(now, expect, token, plan, who, said_at, audit_length) -> {'stored', conversation that got somebody ...} or {'stale'}
-- keys: revision agents people overrides missed available capacities loads pools turn turns* ring* duty* held queue ticket tickets line* snapshot* timers rota teams renamed rules accounts settings site holidays canned blocks admins audit bus*
-- with: clock turns line attending
-- One change of what admins arrange: records, and whatever follows from them for turns, lines and places; or nothing,
-- when somebody else changed something since `expect`. `plan` is msgpack, see arranging.py.
local at = milliseconds(now)
local p = cmsgpack.unpack(plan)
local tables = {agents = agents, people = people, overrides = overrides, missed = missed, teams = teams, renamed = renamed, rules = rules,
  accounts = accounts, settings = settings, site = site, holidays = holidays, canned = canned, blocks = blocks,
  admins = admins}

local kept = redis.call('HMGET', revision, 'number', 'token')
if (kept[1] or '0') ~= expect then return {kept[2] == token and 'stored' or 'stale'} end

for name, fields in pairs(p.put) do
  for field, value in pairs(fields) do redis.call('HSET', tables[name], field, value) end
end
for name, fields in pairs(p.drop) do
  for _, field in ipairs(fields) do redis.call('HDEL', tables[name], field) end
end
for member, when in pairs(p.rota) do
  if when > 0 then redis.call('ZADD', rota, when, member) else redis.call('ZREM', rota, member) end
end

-- Those who lost a pool have left its ring; their turn there is kept while it is only closed.
local function move(agent, to, closed)
  local stays, keeps = set_of(to), set_of(closed)
  for _, pool in ipairs(pools_of(agent)) do
    if not stays[pool] then
      redis.call('ZREM', ring .. pool, agent)
      redis.call('SREM', duty .. pool, agent)
      if not keeps[pool] then redis.call('HDEL', turns .. pool, agent) end
    end
  end
  redis.call('HSET', pools, agent, cjson.encode(to))
end

for _, gone in ipairs(p.gone) do
  attend(gone, false, at)
  redis.call('HDEL', absences, gone)
  move(gone, {}, {})
  redis.call('HDEL', pools, gone)
  redis.call('HDEL', capacities, gone)
  redis.call('ZREM', rota, 'agent:' .. gone)
end

-- What led to one pool leads to another one, or nowhere.
local function lead_elsewhere(old, new)
  local known = redis.call('HGETALL', renamed)
  for i = 1, #known, 2 do
    if known[i + 1] == old then
      if new then redis.call('HSET', renamed, known[i], new) else redis.call('HDEL', renamed, known[i]) end
    end
  end
end

for _, left in ipairs(p.forget) do redis.call('HDEL', turns .. left[1], left[2]) end

-- A pool under another name: its turns and its line go on, and conversations that know the former name find it.
for old, new in pairs(p.renamed) do
  redis.call('HDEL', renamed, new)
  lead_elsewhere(old, new)
  redis.call('HSET', renamed, old, new)
  for _, family in ipairs({ring, duty, turns, line}) do
    if redis.call('EXISTS', family .. old) == 1 then redis.call('RENAME', family .. old, family .. new) end
  end
  for _, conversation in ipairs(redis.call('ZRANGE', line .. new, 0, -1)) do
    local waiter = waiter_of(conversation)
    for i, pool in ipairs(waiter.pools) do if pool == old then waiter.pools[i] = new end end
    redis.call('HSET', queue, conversation, cjson.encode(waiter))
  end
end

for _, place in ipairs(p.places) do
  move(place.agent, place.pools, place.closed)
  redis.call('HSET', capacities, place.agent, place.capacity)
  attend(place.agent, place.available, at)
  if place.changes > 0 then
    redis.call('ZADD', rota, place.changes, 'agent:' .. place.agent)
  else
    redis.call('ZREM', rota, 'agent:' .. place.agent)
  end
end

-- A pool that is gone: who waited for it alone is told that nobody can.
for _, pool in ipairs(p.dissolved) do
  lead_elsewhere(pool, nil)
  for _, conversation in ipairs(redis.call('ZRANGE', line .. pool, 0, -1)) do
    local waiter = waiter_of(conversation)
    local left = {}
    for _, other in ipairs(waiter.pools) do if other ~= pool then left[#left + 1] = other end end
    if #left == 0 then
      leave_line(conversation)
      tell_pick(conversation, 'nobody', at)
      picks[#picks + 1] = conversation
    else
      waiter.pools = left
      redis.call('HSET', queue, conversation, cjson.encode(waiter))
    end
  end
  redis.call('DEL', ring .. pool, duty .. pool, turns .. pool, line .. pool)
end

if #p.places == 1 then
  serve(p.places[1].agent, at)
elseif #p.places > 1 and redis.call('HLEN', queue) > 0 then
  local touched, list = {}, {}
  for _, place in ipairs(p.places) do
    for _, pool in ipairs(place.pools) do
      if not touched[pool] then list[#list + 1] = pool end
      touched[pool] = true
    end
  end
  drain(list, at)
end

redis.call('HSET', revision, 'number', expect + 1, 'token', token)
for _, what in ipairs(p.audit) do
  redis.call('XADD', audit, 'MAXLEN', '~', audit_length, '*', 'who', who, 'what', what, 'at', said_at)
end
redis.call('PUBLISH', bus .. 'rules', expect + 1)
announce_line()
return {'stored', unpack(picks)}
