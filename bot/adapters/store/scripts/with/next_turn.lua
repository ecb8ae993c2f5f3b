-- keys: lane* chain* doubts
-- The head of a conversation's chain was answered for, so nothing in it is in doubt: it has its next turn now, or none.
local function next_turn(channel, conversation, at)
  local name = channel .. '|' .. conversation
  redis.call('SREM', doubts, name)
  if redis.call('EXISTS', chain .. name) == 1 then
    redis.call('ZADD', lane .. channel, at, conversation)
  else
    redis.call('ZREM', lane .. channel, conversation)
  end
end
