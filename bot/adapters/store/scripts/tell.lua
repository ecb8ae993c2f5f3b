-- tell(now, returned, channel, name, item, whose, lifetime) -> 1 if somebody who came back is to be told, 0 if that was done before, -1 if one of whom it speaks is forgotten
-- keys: returns snapshot*
-- with: clock lanes apart
-- Tell somebody who came back what happened meanwhile; without an `item` there is nothing to tell. It speaks of the
-- visitors `whose` conversations these are, one a line.
local at = milliseconds(now)
local conversations = {}
for one in string.gmatch(whose, '[^\n]+') do
  if redis.call('EXISTS', snapshot .. one) == 0 then return -1 end
  conversations[#conversations + 1] = one
end
if redis.call('LREM', returns, 1, returned) == 0 then return 0 end
if item ~= '' then say_apart(channel, name, item, conversations, at, at, lifetime) end
return 1
