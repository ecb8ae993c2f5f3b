-- positions(conversations) -> {position of each, 0 for those who do not wait}
-- keys: queue line*
-- Where each stands: one more than are before it in any of its lines. `conversations` is msgpack.
-- Many wait for the same pools: their lines are put in one order once, or a thousand of them would stop the store for seconds.
local orders = {}  -- by pools: the place of everybody who stands in one of their lines

local function order_of(pool_list)
  local name = table.concat(pool_list, '\n')
  if orders[name] then return orders[name] end
  local waiting, ticket_of = {}, {}
  for _, pool in ipairs(pool_list) do
    local some = redis.call('ZRANGE', line .. pool, 0, -1, 'WITHSCORES')
    for i = 1, #some, 2 do
      if not ticket_of[some[i]] then waiting[#waiting + 1] = some[i] end
      ticket_of[some[i]] = tonumber(some[i + 1])
    end
  end
  table.sort(waiting, function(a, b) return ticket_of[a] < ticket_of[b] end)
  local places = {}
  for place, conversation in ipairs(waiting) do places[conversation] = place end
  orders[name] = places
  return places
end

local function position_of(conversation)
  local packed = redis.call('HGET', queue, conversation)
  if not packed then return 0 end
  local pools = cjson.decode(packed).pools
  if #pools == 1 then return (redis.call('ZRANK', line .. pools[1], conversation) or -1) + 1 end
  return order_of(pools)[conversation] or 0
end

local found = {}
for i, conversation in ipairs(cmsgpack.unpack(conversations)) do found[i] = position_of(conversation) end
return found
