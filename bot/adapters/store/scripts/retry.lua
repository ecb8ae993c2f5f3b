-- retry(now, channel, epoch, conversation, thread, after, in_doubt, scope, lane_lifetime, process, lease, batch) -> as going_on, or {0}: the lease is lost
-- keys: lanes lane* cards* state* chain* begun* threads* rests doubts bus*
-- with: clock lanes holding lease going_on
-- The post was not sent, or (in_doubt) may have been. Scope: what rests for `after`: conversation,
-- cards, channel or workspace. A second copy that was not sent leaves the first one in doubt.
-- `thread` is the card that could not be refreshed, or empty.
local at = milliseconds(now)
if not holds(channel, epoch) then return {0} end
local until_then = at + after
if thread ~= '' then
  redis.call('ZADD', cards .. channel, until_then, conversation .. '|' .. thread)
else
  local name = channel .. '|' .. conversation
  if in_doubt == '0' and redis.call('HDEL', begun .. name, 'again') == 0 then
    redis.call('HDEL', begun .. name, 'covers', 'part', 'since', 'began', 'doubted')
    redis.call('SREM', doubts, name)
  else
    redis.call('HSETNX', begun .. name, 'doubted', at)
    redis.call('SADD', doubts, name)
  end
  redis.call('ZADD', lane .. channel, 'XX', until_then, conversation)
end
if scope == 'cards' then redis.call('HSET', state .. channel, 'cards_not_before', until_then) end
if scope == 'channel' then redis.call('HSET', state .. channel, 'not_before', until_then) end
if scope == 'workspace' then
  redis.call('HSET', rests, string.match(channel, '^[^:]*:[^:]*'), until_then)
end
return go_on(channel, at, lane_lifetime, process, lease, batch)
