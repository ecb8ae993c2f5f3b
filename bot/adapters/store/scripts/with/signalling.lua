-- keys: slots cards*
-- Cards that are refreshed for a mere signal take turns in their workspace, three seconds apart: signals use at most 20 of
-- the 50 updates a minute that Slack allows there, however many visitors type, and what is no signal always finds room.

local SPACING = 3000

-- Have a card refreshed when its turn comes, which is answered; nothing if that is more than `patience` away.
local function signal_card(channel, conversation, thread, at, patience)
  local member = conversation .. '|' .. thread
  local workspace_of = string.match(channel, '^[^:]*:[^:]*')
  local waits = tonumber(redis.call('ZSCORE', cards .. channel, member) or '')
  local turn_at = math.max(at, tonumber(redis.call('HGET', slots, workspace_of) or 0))
  if waits and waits <= math.max(at, turn_at) then return waits end
  if turn_at - at > patience then return nil end
  redis.call('HSET', slots, workspace_of, turn_at + SPACING)
  redis.call('ZADD', cards .. channel, turn_at, member)
  return turn_at
end
