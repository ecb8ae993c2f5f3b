-- keys: absences returns
-- Who is available. `duty` of each of their pools says so too, so that the line knows whether to wait for somebody.
-- Who comes back is noted, with since when they were away: they are told what happened.

local function attend(agent, is_available, at)
  local verb = is_available and 'SADD' or 'SREM'
  local changed = redis.call(verb, available, agent) == 1
  if changed and is_available then
    local since = redis.call('HGET', absences, agent)
    if since then redis.call('RPUSH', returns, agent .. '\n' .. since .. '\n' .. string.format('%.0f', at)) end
    redis.call('HDEL', absences, agent)
  elseif changed then
    redis.call('HSET', absences, agent, string.format('%.0f', at))
  end
  for _, pool in ipairs(pools_of(agent)) do redis.call(verb, duty .. pool, agent) end
  seat(agent)
end

-- Set an agent away because of what happened to an offer. Until when is worked out by whoever settles the rota.
local function send_away(agent, why, at)
  if redis.call('HEXISTS', agents, agent) == 0 then return end
  redis.call('HSET', overrides, agent, cjson.encode({available = false, why = why, since = at}))
  redis.call('HDEL', missed, agent)
  redis.call('ZADD', rota, at, 'agent:' .. agent)
  attend(agent, false, at)
  redis.call('HINCRBY', revision, 'number', 1)
  redis.call('XADD', audit, 'MAXLEN', '~', 50000, '*', 'who', '', 'what', 'set agent ' .. agent .. ' away: ' .. why, 'at', at)
end
