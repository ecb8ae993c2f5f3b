-- erase(conversation, plan) -> 1
-- keys: snapshot* log* seen* threads* posts* thread* early* placed* ahead* amends* signals* timers lane* cards* chain* begun* waiting doubts followups doubles* about*
-- Forget a conversation and all that refers to it. `plan` is msgpack: channels (where its threads are), cards
-- ({channel, thread} ...), timers (the names of all there are).
local p = cmsgpack.unpack(plan)

-- What waits in a channel under a name is not delivered any more.
local function let_go(channel, whose)
  local name = channel .. '|' .. whose
  for _, item in ipairs(redis.call('LRANGE', chain .. name, 0, -1)) do
    redis.call('ZREM', waiting, string.match(item, '^[^\n]*'))
  end
  redis.call('ZREM', lane .. channel, whose)
  redis.call('SREM', doubts, name)
  redis.call('DEL', chain .. name, begun .. name)
end

for _, ref in ipairs(redis.call('HVALS', threads .. conversation)) do
  redis.call('DEL', thread .. ref, early .. ref)
end
for _, post in ipairs(redis.call('HKEYS', posts .. conversation)) do
  redis.call('DEL', placed .. post, ahead .. post)
end
for _, channel in ipairs(p.channels) do let_go(channel, conversation) end
for _, apart in ipairs(redis.call('SMEMBERS', about .. conversation)) do
  let_go(string.match(apart, '^(.*)|([^|]*)$'))
end
for _, card in ipairs(p.cards) do
  redis.call('ZREM', cards .. card[1], conversation .. '|' .. card[2])
  redis.call('ZREM', followups, conversation .. '|' .. card[2])
  for copy = 1, 2 do redis.call('ZREM', doubles .. card[1], conversation .. ' ' .. card[2] .. ' ' .. copy) end
end
for _, timer in ipairs(p.timers) do redis.call('ZREM', timers, conversation .. '|' .. timer) end
redis.call('DEL', snapshot .. conversation, log .. conversation, seen .. conversation)
redis.call('DEL', threads .. conversation, posts .. conversation)
redis.call('DEL', signals .. conversation, amends .. conversation, about .. conversation)
return 1
