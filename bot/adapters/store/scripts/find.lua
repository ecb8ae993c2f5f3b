-- find(ref, message, lifetime, limit) -> "<conversation> <thread>" or nil
-- keys: thread* early* strays*
-- Look a thread up; in the same step keep a message that came before its thread, so that it cannot fall between.
local known = redis.call('GET', thread .. ref)
if known or message == '' then return known end
if redis.call('LLEN', early .. ref) < tonumber(limit) then
  redis.call('RPUSH', early .. ref, message)
  redis.call('PEXPIRE', early .. ref, lifetime)
  local channel = string.match(ref, '^(.*)/')
  redis.call('SADD', strays .. channel, ref)
  redis.call('PEXPIRE', strays .. channel, lifetime)
end
return nil
