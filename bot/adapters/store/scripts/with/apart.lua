-- keys: lanes lane* cards* state* chain* waiting bus* about*
-- What is said to somebody apart from the words of a conversation. Its name is its own; `conversations` are those of whose
-- visitors it says something, and which take it along when they are forgotten.
local function say_apart(channel, name, item, conversations, at, due, lifetime)
  redis.call('RPUSH', chain .. channel .. '|' .. name, item)
  redis.call('ZADD', waiting, at, string.match(item, '^[^\n]*'))
  redis.call('ZADD', lane .. channel, 'NX', due, name)
  for _, one in ipairs(conversations) do
    redis.call('SADD', about .. one, channel .. '|' .. name)
    redis.call('PEXPIRE', about .. one, lifetime)
  end
  local look = schedule(channel, at)
  if look then redis.call('PUBLISH', bus .. 'lanes', '- ' .. math.max(0, look - at)) end
end
