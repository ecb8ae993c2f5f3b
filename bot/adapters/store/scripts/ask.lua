-- ask(now, channel, name, item, whose, lifetime) -> 1 if it waits in the lane now, 0 if it was asked before, -1 if one of whom it speaks is forgotten
-- keys: seen* thread*
-- with: clock lanes apart
-- Ask somebody something in their inbox that belongs to no conversation; once for each name. It speaks of the visitors
-- `whose` threads these are, one a line.
local at = milliseconds(now)
local conversations = {}
for ref in string.gmatch(whose, '[^\n]+') do
  local known = redis.call('GET', thread .. ref)
  if not known then return -1 end
  conversations[#conversations + 1] = string.match(known, '^[^ ]+')
end
if redis.call('HSETNX', seen .. name, 'asked', 1) == 0 then return 0 end
redis.call('PEXPIRE', seen .. name, lifetime)
say_apart(channel, name, item, conversations, at, at, lifetime)
return 1
