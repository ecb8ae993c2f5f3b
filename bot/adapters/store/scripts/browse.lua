-- browse(shelf, number, limit) -> {number, data ...}, rising
-- keys: board* order*
-- What was put on a shelf after a number.
local found = redis.call('ZRANGEBYSCORE', order .. shelf, '(' .. number, '+inf', 'WITHSCORES', 'LIMIT', 0, limit)
local listed = {}
for i = 1, #found, 2 do
  listed[#listed + 1] = tonumber(found[i + 1])
  listed[#listed + 1] = redis.call('HGET', board .. shelf, found[i])
end
return listed
