-- repair(now, conversation, expect, picked, waits, needed) -> 1 if something was mended
-- keys: log* held queue ticket tickets line* loads capacities available pools turn turns* ring* duty* site snapshot* timers bus*
-- with: clock turns line
-- Give back what a conversation holds and does not need, as was seen at its entry `expect` and its pick `picked`: `waits` is 1 if it may stand
-- in line, `needed` are those whose places it may hold, one a line.
local at = milliseconds(now)
if redis.call('LLEN', log .. conversation) ~= tonumber(expect) then return 0 end
if (redis.call('HGET', snapshot .. conversation, 'picked') or '') ~= picked then return 0 end
local mended = 0
local may = {}
for agent in string.gmatch(needed, '[^\n]+') do may[agent] = true end
for _, agent in ipairs(holders_of(conversation)) do
  if not may[agent] then
    release(conversation, at, agent)
    mended = 1
  elseif redis.call('SADD', places .. agent, conversation) == 1 then
    mended = 1
  end
end
if waits == '0' and (redis.call('HEXISTS', queue, conversation) + redis.call('HEXISTS', tickets, conversation)) > 0 then
  forget_ticket(conversation)
  mended = 1
end
announce_line()
return mended
