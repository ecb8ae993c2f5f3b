-- commit(now, conversation, plan, process, lease, batch) -> {outcome, entry number, milliseconds until a lane is to be looked at, or -1, {lease ...}, {due timer ...}, {conversation that got somebody ...}}
-- keys: snapshot* log* seen* threads* thread* early* visitor* bus* timers waiting lanes lane* cards* state* chain* ring* turns* turn duty* held loads capacities available pools site queue ticket tickets line* agents overrides missed rota revision audit begun* rests doubts tally* figures* shown* placed* posts* ahead* amends* fetches followups overlooked*
-- with: clock lanes holding turns line attending signalling shown placing
-- One change of a conversation: everything below happens, or nothing. `plan` is msgpack, see conversations.py.
-- With `lease` above 0 whoever commits holds the lanes that became due by it; else whoever has time is called.
local at = milliseconds(now)
local p = cmsgpack.unpack(plan)
local my = {snapshot = snapshot .. conversation, log = log .. conversation, seen = seen .. conversation}

for _, cause in ipairs(p.dedupe) do
  local number = redis.call('HGET', my.seen, cause)
  if number then return {'seen', tonumber(number)} end
end
local length = redis.call('LLEN', my.log)
if length ~= p.expect then return {'stale', length} end
if p.answers and redis.call('HGET', my.snapshot, 'picked') ~= p.answers then return {'stale', length} end
if p.open then
  local present = redis.call('HGET', visitor .. p.open.visitor, 'conversation') or ''
  if present ~= p.open.instead_of then return {'stale', length} end
end
for _, agent in ipairs(p.reserve) do  -- who comes by themselves needs a place, and comes only if there is one
  local holds = set_of(holders_of(conversation))[agent]
  if not holds and (redis.call('HEXISTS', agents, agent) == 0 or not has_place(agent)) then return {'full', length} end
end

local number = redis.call('RPUSH', my.log, unpack(p.entries))
redis.call('HSET', my.snapshot, 'state', p.snapshot)
for _, cause in ipairs(p.dedupe) do redis.call('HSET', my.seen, cause, number) end
redis.call('PEXPIRE', my.log, p.lifetime)
redis.call('PEXPIRE', my.snapshot, p.lifetime)
if #p.dedupe > 0 then redis.call('PEXPIRE', my.seen, p.lifetime) end

if p.open then redis.call('HSET', visitor .. p.open.visitor, 'conversation', conversation) end
if p.keep then redis.call('HSET', visitor .. p.keep.visitor, unpack(p.keep.fields)) end
if p.open or p.keep then
  redis.call('PEXPIRE', visitor .. (p.open or p.keep).visitor, p.visitor_lifetime)
end
if p.tally then
  for _, field in ipairs(p.tally.fields) do redis.call('HINCRBY', tally .. p.tally.key, field[1], field[2]) end
  redis.call('PEXPIRE', tally .. p.tally.key, p.tally.lifetime)
end
for _, one in ipairs(p.counts) do
  -- What is there for the first time gets its lifetime, so that it is not set again with each message.
  if redis.call('HINCRBY', figures .. one[1], one[2], one[3]) == one[3] then
    redis.call('PEXPIRE', figures .. one[1], p.count_lifetime)
  end
end
if p.shown then count_shown(p.shown.day, p.shown.dialogue, conversation, p.count_lifetime) end

local due = {}
local function set_timer(name, after)
  redis.call('ZADD', timers, at + after, conversation .. '|' .. name)
  if after <= 0 then due[#due + 1] = name end
end
local cleared = {}
for i, name in ipairs(p.clear) do
  cleared[i] = conversation .. '|' .. name
  if name == 'picked' then redis.call('HDEL', my.snapshot, 'picked') end
end
if #cleared > 0 then redis.call('ZREM', timers, unpack(cleared)) end
for _, timer in ipairs(p.timers) do set_timer(timer[1], timer[2]) end

if p.follow_up then
  redis.call('ZADD', followups, at, conversation .. '|' .. p.follow_up)
  redis.call('ZREMRANGEBYSCORE', followups, '-inf', at - p.lifetime)
end
if p.followed_up then redis.call('ZREM', followups, conversation .. '|' .. p.followed_up) end

if p.missed then
  redis.call('RPUSH', overlooked .. p.missed.agent, conversation)
  redis.call('LTRIM', overlooked .. p.missed.agent, -20, -1)
  redis.call('PEXPIRE', overlooked .. p.missed.agent, p.lifetime)
  local count = redis.call('HINCRBY', missed, p.missed.agent, 1)
  if count == p.missed.limit then
    send_away(p.missed.agent, 'missed', at)
    redis.call('HSET', my.snapshot, 'sent_away', p.missed.agent)
    set_timer('sent_away', 0)
  end
end
if p.answered then redis.call('HDEL', missed, p.answered) end
if p.unreachable then send_away(p.unreachable, 'unreachable', at) end
for _, agent in ipairs(p.reserve) do take_place(conversation, agent) end
if p.release then release(conversation, at) end
for _, agent in ipairs(p.release_only) do release(conversation, at, agent) end
if p.leave_line then forget_ticket(conversation) end
if p.pick then
  redis.call('HSET', my.snapshot, 'picked', pick(conversation, p.pick, at))
  set_timer('picked', 0)
end
for _, line in ipairs(p.audit or {}) do
  redis.call('XADD', audit, 'MAXLEN', '~', p.audit_length, '*', 'who', line[1], 'what', line[2], 'at', at)
end
announce_line()

if p.bind then
  redis.call('SET', thread .. p.bind.ref, conversation .. ' ' .. p.bind.thread, 'PX', p.lifetime)
  redis.call('HSET', threads .. conversation, p.bind.thread, p.bind.ref)
  redis.call('PEXPIRE', threads .. conversation, p.lifetime)
  if redis.call('EXISTS', early .. p.bind.ref) == 1 then set_timer('unpark', 0) end
end

for _, post in ipairs(p.posts) do
  if place(post[1], conversation, post[2], post[3], at, p.lifetime) then due[#due + 1] = 'unpark' end
end

for _, entry in ipairs(p.fetch or {}) do redis.call('ZADD', fetches, at, conversation .. '|' .. entry) end

local touched, chains, waits = {}, {}, {}
for i, delivery in ipairs(p.deliveries) do
  local channel, item = delivery[1], delivery[2]
  chains[channel] = chains[channel] or {}
  table.insert(chains[channel], item)
  waits[2 * i - 1], waits[2 * i] = at, string.match(item, '^[^\n]*')
end
for channel, items in pairs(chains) do
  redis.call('RPUSH', chain .. channel .. '|' .. conversation, unpack(items))
  redis.call('ZADD', lane .. channel, 'NX', at, conversation)
  touched[channel] = true
end
if #waits > 0 then redis.call('ZADD', waiting, unpack(waits)) end
for _, card in ipairs(p.cards) do
  if card[3] then
    signal_card(card[1], conversation, card[2], at, math.huge)
  else
    redis.call('ZADD', cards .. card[1], at, conversation .. '|' .. card[2])
  end
  touched[card[1]] = true
end

local leases, look = {}, nil
for channel in pairs(touched) do
  local next_look, held = schedule(channel, at)
  if next_look and not held then
    local mine = next_look <= at and tonumber(lease) > 0 and hold(channel, at, lease, batch)
    if mine then leases[#leases + 1] = mine else look = math.min(look or next_look, next_look) end
  end
end
local wait = look and math.max(0, look - at) or -1

redis.call('PUBLISH', bus .. conversation, p.announcement)
if p.open then  -- the visitor's other tabs are elsewhere: at the conversation before, or at what opens this one
  redis.call('PUBLISH', bus .. 'visitor:' .. p.open.visitor, '')
  if p.open.instead_of ~= '' then redis.call('PUBLISH', bus .. p.open.instead_of, '') end
end
if look then redis.call('PUBLISH', bus .. 'lanes', process .. ' ' .. wait) end
return {'stored', number, wait, leases, due, picks}
