-- positions(conversations) -> {position of each, 0 for those who do not wait}
-- keys: queue line*
-- Where each stands: one more than are before it in any of its lines. `conversations` is msgpack.
local function before(conversation)
  local packed = redis.call('HGET', queue, conversation)
  if not packed then return 0 end
  local pools = cjson.decode(packed).pools
  if #pools == 1 then return (redis.call('ZRANK', line .. pools[1], conversation) or -1) + 1 end
  local seen, count = {}, 0
  for _, pool in ipairs(pools) do
    local rank = redis.call('ZRANK', line .. pool, conversation) or 0
    for _, other in ipairs(rank > 0 and redis.call('ZRANGE', line .. pool, 0, rank - 1) or {}) do
      if not seen[other] then count = count + 1 end
      seen[other] = true
    end
  end
  return count + 1
end

local found = {}
for i, conversation in ipairs(cmsgpack.unpack(conversations)) do found[i] = before(conversation) end
return found
