-- keys: figures* shown*
-- Who was shown which dialogue on a day, each once: by the name of the opening, which its conversation bears, too.

local function count_shown(day, dialogue, opening, lifetime)
  for _, key in ipairs({day .. '|' .. dialogue, day .. '|'}) do
    redis.call('PFADD', shown .. key, opening)
    redis.call('PEXPIRE', shown .. key, lifetime)
  end
  local counted = figures .. 'dialogue|' .. day
  redis.call('HSETNX', counted, dialogue .. '|shown', 1)  -- that there is something to count
  redis.call('PEXPIRE', counted, lifetime)
end
