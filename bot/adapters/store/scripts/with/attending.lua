-- Who is available. `duty` of each of their pools says so too, so that the line knows whether to wait for somebody.

local function attend(agent, is_available)
  local verb = is_available and 'SADD' or 'SREM'
  redis.call(verb, available, agent)
  for _, pool in ipairs(pools_of(agent)) do redis.call(verb, duty .. pool, agent) end
  seat(agent)
end

-- Set an agent away because of what happened to an offer. Until when is worked out by whoever settles the rota.
local function send_away(agent, why, at)
  if redis.call('HEXISTS', agents, agent) == 0 then return end
  redis.call('HSET', overrides, agent, cjson.encode({available = false, why = why, since = at}))
  redis.call('HDEL', missed, agent)
  redis.call('ZADD', rota, at, 'agent:' .. agent)
  attend(agent, false)
  redis.call('HINCRBY', revision, 'number', 1)
  redis.call('XADD', audit, 'MAXLEN', '~', 10000, '*', 'who', '', 'what', 'set agent ' .. agent .. ' away: ' .. why, 'at', at)
end
