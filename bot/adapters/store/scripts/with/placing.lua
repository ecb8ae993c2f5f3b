-- keys: placed* posts* ahead* amends* timers
-- A message is known from now on. What was changed about it before that is to be committed: the timer `unpark` is due.
local function place(post, conversation, first, last, at, lifetime)
  redis.call('SET', placed .. post, conversation .. ' ' .. first .. ' ' .. last, 'PX', lifetime)
  redis.call('HSET', posts .. conversation, post, first)
  redis.call('PEXPIRE', posts .. conversation, lifetime)
  local early_changes = redis.call('LRANGE', ahead .. post, 0, -1)
  if #early_changes == 0 then return false end
  redis.call('RPUSH', amends .. conversation, unpack(early_changes))
  redis.call('PEXPIRE', amends .. conversation, redis.call('PTTL', ahead .. post))
  redis.call('DEL', ahead .. post)
  redis.call('ZADD', timers, at, conversation .. '|unpark')
  return true
end
