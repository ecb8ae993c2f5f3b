-- Lanes: `lanes` says when to look at a channel again; these keep it true.

local function first_due(key)
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  return first[2] and tonumber(first[2])
end

-- Set when to look at the channel again, from what is waiting in it. Answers that time, or nothing, and whether
-- somebody holds the lane: then they look.
local function schedule(channel, at)
  local kept = redis.call('HMGET', state .. channel, 'leased_until', 'not_before', 'cards_not_before')
  local leased, rest, cards_rest = tonumber(kept[1] or 0), tonumber(kept[2] or 0), tonumber(kept[3] or 0)
  local due
  local chain_due = first_due(lane .. channel)
  if chain_due then due = math.max(chain_due, rest) end
  local card_due = first_due(cards .. channel)
  if card_due then
    card_due = math.max(card_due, cards_rest)
    due = due and math.min(due, card_due) or card_due
  end
  if not due then
    redis.call('ZREM', lanes, channel)
    return
  end
  due = math.max(due, leased)
  redis.call('ZADD', lanes, due, channel)
  return due, leased > at
end
