-- take(now, limit, lease, batch) -> {milliseconds until the next look, now, {channel, epoch, conversation, items, threads, covers, part, since, done, cards, begun} ...}
-- keys: lanes lane* cards* state* chain* begun* threads* rests doubts
-- with: clock lanes
-- Lease lanes that are due: the oldest delivery of one conversation in each, or, if there is none, cards to refresh.
local at = milliseconds(now)

local function workspace(channel)
  return string.match(channel, '^[^:]*:[^:]*')
end

local function cards_due(channel)
  local member = redis.call('ZRANGEBYSCORE', cards .. channel, '-inf', at, 'LIMIT', 0, 1)[1]
  if not member then return nil end
  return string.match(member, '^(.*)|(%d+)$')
end

local function lease_chain(channel, conversation, epoch)
  local name = channel .. '|' .. conversation
  local items = redis.call('LRANGE', chain .. name, 0, batch - 1)
  local kept = redis.call('HMGET', begun .. name, 'covers', 'part', 'since', 'done')
  local done = tonumber(kept[4] or 0)
  if kept[1] then redis.call('SADD', doubts, name) end
  local first = not kept[1] and #items == 1
  if first then redis.call('HSET', begun .. name, 'covers', 1, 'part', done, 'since', at) end
  return {channel, epoch, conversation, items, redis.call('HGETALL', threads .. conversation),
    kept[1] or '', kept[2] or '', kept[3] or '', done, '', first and 1 or 0}
end

local leases = {}
for _, channel in ipairs(redis.call('ZRANGEBYSCORE', lanes, '-inf', at, 'LIMIT', 0, limit)) do
  local rest = tonumber(redis.call('HGET', rests, workspace(channel)) or 0)
  if rest > at then
    redis.call('ZADD', lanes, rest, channel)
  else
    local kept = redis.call('HMGET', state .. channel, 'not_before', 'cards_not_before')
    local conversation, card
    if tonumber(kept[1] or 0) <= at then
      conversation = redis.call('ZRANGEBYSCORE', lane .. channel, '-inf', at, 'LIMIT', 0, 1)[1]
    end
    if not conversation and tonumber(kept[2] or 0) <= at then conversation, card = cards_due(channel) end
    if conversation then
      local epoch = redis.call('HINCRBY', state .. channel, 'epoch', 1)
      redis.call('HSET', state .. channel, 'leased_until', at + lease)
      redis.call('ZADD', lanes, at + lease, channel)
      if card then
        -- A refresh that is asked for from now on has another score, and so outlives the settling of this one.
        redis.call('ZADD', cards .. channel, at - 1, conversation .. '|' .. card)
        leases[#leases + 1] = {channel, epoch, conversation, {}, redis.call('HGETALL', threads .. conversation),
          '', '', at - 1, 0, card, 0}
      else
        leases[#leases + 1] = lease_chain(channel, conversation, epoch)
      end
    else
      schedule(channel, at)
    end
  end
end
local next_look = first_due(lanes)
return {next_look and math.max(0, next_look - at) or -1, at, unpack(leases)}
