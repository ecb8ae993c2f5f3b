-- Holding a lane: a lease for the oldest delivery of one conversation in it or, if there is none, for a card to refresh.
-- {channel, epoch, conversation, items, threads, covers, part, since, done, card, 1 if the post is noted as begun, now, since when it is in doubt, when it was sent once more, when it was begun: both by the platform's time of day}

local function workspace(channel)
  return string.match(channel, '^[^:]*:[^:]*')
end

local function cards_due(channel, at)
  local member = redis.call('ZRANGEBYSCORE', cards .. channel, '-inf', at, 'LIMIT', 0, 1)[1]
  if not member then return nil end
  return string.match(member, '^(.*)|(%d+)$')
end

local function hold_chain(channel, conversation, epoch, at, batch)
  local name = channel .. '|' .. conversation
  local items = redis.call('LRANGE', chain .. name, 0, batch - 1)
  local kept = redis.call('HMGET', begun .. name, 'covers', 'part', 'since', 'done', 'doubted', 'again', 'began')
  local done = tonumber(kept[4] or 0)
  if kept[1] then
    redis.call('SADD', doubts, name)
    redis.call('HSETNX', begun .. name, 'doubted', at)  -- whoever posted it may have lived until now
  end
  local first = not kept[1] and #items == 1
  if first then redis.call('HSET', begun .. name, 'covers', 1, 'part', done, 'since', at) end
  return {channel, epoch, conversation, items, redis.call('HGETALL', threads .. conversation),
    kept[1] or '', kept[2] or '', kept[3] or '', done, '', first and 1 or 0, at, kept[5] or at, kept[6] or '', kept[7] or ''}
end

-- Hold the lane, which must not be leased, if something is due in it.
local function hold(channel, at, lease, batch)
  local rest = tonumber(redis.call('HGET', rests, workspace(channel)) or 0)
  if rest > at then
    redis.call('ZADD', lanes, rest, channel)
    return
  end
  local kept = redis.call('HMGET', state .. channel, 'not_before', 'cards_not_before')
  local conversation, card
  if tonumber(kept[1] or 0) <= at then
    conversation = redis.call('ZRANGEBYSCORE', lane .. channel, '-inf', at, 'LIMIT', 0, 1)[1]
  end
  if not conversation and tonumber(kept[2] or 0) <= at then conversation, card = cards_due(channel, at) end
  if not conversation then
    schedule(channel, at)
    return
  end
  local epoch = redis.call('HINCRBY', state .. channel, 'epoch', 1)
  redis.call('HSET', state .. channel, 'leased_until', at + lease)
  redis.call('ZADD', lanes, at + lease, channel)
  if not card then return hold_chain(channel, conversation, epoch, at, batch) end
  -- A refresh that is asked for from now on has another score, and so outlives the settling of this one.
  redis.call('ZADD', cards .. channel, at - 1, conversation .. '|' .. card)
  return {channel, epoch, conversation, {}, redis.call('HGETALL', threads .. conversation),
    '', '', at - 1, 0, card, 0, at, at, '', ''}
end
