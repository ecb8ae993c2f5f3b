-- placed(post, change, lifetime, limit) -> "<conversation> <first entry> <last entry>" or nil
-- keys: placed* ahead*
-- Say what a message is; in the same step keep a change that came before its message, so that it cannot fall between.
local known = redis.call('GET', placed .. post)
if known or change == '' then return known end
if redis.call('LLEN', ahead .. post) < tonumber(limit) then
  redis.call('RPUSH', ahead .. post, change)
  redis.call('PEXPIRE', ahead .. post, lifetime)
end
return nil
