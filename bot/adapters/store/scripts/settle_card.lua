-- settle_card(now, channel, epoch, conversation, thread, since, pause, lane_lifetime, process, lease, batch) -> as going_on, or {0}: the lease is lost
-- keys: lanes lane* cards* state* chain* begun* threads* rests doubts bus*
-- with: clock lanes holding lease going_on
-- The card is up to date, unless it became due again while it was refreshed.
local at = milliseconds(now)
if not holds(channel, epoch) then return {0} end
local card = conversation .. '|' .. thread
if redis.call('ZSCORE', cards .. channel, card) == since then redis.call('ZREM', cards .. channel, card) end
redis.call('HSET', state .. channel, 'cards_not_before', at + pause)
return go_on(channel, at, lane_lifetime, process, lease, batch)
