-- exchange(shelf, item, before, data, lifetime) -> 1, or 0: something else is there
-- keys: board*
-- with: shelving
-- Put an item in the place of what was read before; '' stands for nothing.
if (redis.call('HGET', board .. shelf, item) or '') ~= before then return 0 end
shelve(shelf, item, data, lifetime)
return 1
