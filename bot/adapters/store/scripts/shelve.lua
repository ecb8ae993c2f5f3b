-- shelve(shelf, item, data, replace, lifetime) -> {number, data as stored}
-- keys: board* order* bus*
-- Put an item on a shelf under the next number; one that is there already is only replaced where that is wanted.
local items, numbers = board .. shelf, order .. shelf
if replace == '0' then
  local there = redis.call('HGET', items, item)
  if there then return {tonumber(redis.call('ZSCORE', numbers, item)), there} end
end
local last = redis.call('ZRANGE', numbers, -1, -1, 'WITHSCORES')[2]
local number = tonumber(last or 0) + 1
redis.call('HSET', items, item, data)
redis.call('ZADD', numbers, number, item)
redis.call('PEXPIRE', items, lifetime)
redis.call('PEXPIRE', numbers, lifetime)
redis.call('PUBLISH', bus .. 'shelf:' .. shelf, number)
return {number, data}
