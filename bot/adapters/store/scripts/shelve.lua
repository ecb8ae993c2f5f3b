-- shelve(shelf, item, data, replace, lifetime) -> {number, data as stored}
-- keys: board* order*
-- with: shelving
-- Put an item on a shelf under the next number; one that is there already is only replaced where that is wanted.
if replace == '0' then
  local there = redis.call('HGET', board .. shelf, item)
  if there then return {tonumber(redis.call('ZSCORE', order .. shelf, item)), there} end
end
return {shelve(shelf, item, data, lifetime), data}
