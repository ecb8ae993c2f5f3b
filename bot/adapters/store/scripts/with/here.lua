-- Who is here: each process says for itself until when its word holds that a browser of the visitor is connected to it.

local HERE = 'here:'

-- Until when somebody is here by the word of any process, 0 for nobody; and the fields that hold no more.
local function here_until(key, at)
  local until_when, gone = 0, {}
  local kept = redis.call('HGETALL', key)
  for i = 1, #kept, 2 do
    if string.sub(kept[i], 1, #HERE) == HERE then
      local last = tonumber(kept[i + 1])
      if last > at then until_when = math.max(until_when, last) else gone[#gone + 1] = kept[i] end
    end
  end
  return until_when, gone
end
