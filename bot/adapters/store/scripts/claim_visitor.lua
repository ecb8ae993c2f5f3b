-- claim_visitor(who, whom, lifetime) -> the visitor that this user is, or nothing: that visitor is another user
-- keys: user* visitor*
-- A visitor becomes a user of the website, unless the user is another visitor already, or the visitor another user.
local present = redis.call('GET', user .. who)
if not present then
  local owner = redis.call('HGET', visitor .. whom, 'user')
  if owner and owner ~= who then return false end
  present = whom
  redis.call('SET', user .. who, whom)
  redis.call('HSET', visitor .. whom, 'user', who)
  redis.call('PEXPIRE', visitor .. whom, lifetime)
end
redis.call('PEXPIRE', user .. who, lifetime)
return present
