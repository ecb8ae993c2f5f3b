-- settle_card(now, channel, epoch, conversation, thread, since, pause, lane_lifetime) -> 1, or 0: the lease is lost
-- keys: lanes lane* cards* state* bus*
-- with: clock lanes lease
-- The card is up to date, unless it became due again while it was refreshed.
local at = milliseconds(now)
if not holds(channel, epoch) then return 0 end
local card = conversation .. '|' .. thread
if redis.call('ZSCORE', cards .. channel, card) == since then redis.call('ZREM', cards .. channel, card) end
redis.call('HSET', state .. channel, 'cards_not_before', at + pause)
let_go(channel, at, lane_lifetime)
return 1
