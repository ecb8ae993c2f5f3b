-- keys: figures* shown*
-- Who was shown which dialogue on a day, each once: by the name of the opening, which its conversation bears, too.

local function count_shown(day, dialogue, opening, lifetime)
  for _, key in ipairs({day .. '|' .. dialogue, day .. '|'}) do
    if redis.call('PFADD', shown .. key, opening) == 1 then redis.call('PEXPIRE', shown .. key, lifetime) end
  end
  local counted = figures .. 'dialogue|' .. day
  if redis.call('HSETNX', counted, dialogue .. '|shown', 1) == 1 then  -- that there is something to count
    redis.call('PEXPIRE', counted, lifetime)
  end
end
