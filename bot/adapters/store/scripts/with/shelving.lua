-- keys: board* order* bus*
-- An item is put on its shelf under the next number, which is answered, and whoever listens is told.

local function shelve(shelf, item, data, lifetime)
  local items, numbers = board .. shelf, order .. shelf
  local last = redis.call('ZRANGE', numbers, -1, -1, 'WITHSCORES')[2]
  local number = tonumber(last or 0) + 1
  redis.call('HSET', items, item, data)
  redis.call('ZADD', numbers, number, item)
  redis.call('PEXPIRE', items, lifetime)
  redis.call('PEXPIRE', numbers, lifetime)
  redis.call('PUBLISH', bus .. 'shelf:' .. shelf, number)
  return number
end
