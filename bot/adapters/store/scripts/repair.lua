-- repair(now, conversation, expect, picked, waits, agent) -> 1 if something was mended
-- keys: log* held queue ticket tickets line* loads capacities available pools turn turns* ring* duty* site snapshot* timers bus*
-- with: clock turns line
-- Give back what a conversation holds and does not need, as was seen at its entry `expect` and its pick `picked`: `waits` is 1 if it may stand
-- in line, `agent` is whose place it may hold, or empty.
local at = milliseconds(now)
if redis.call('LLEN', log .. conversation) ~= tonumber(expect) then return 0 end
if (redis.call('HGET', snapshot .. conversation, 'picked') or '') ~= picked then return 0 end
local mended = 0
local holds = redis.call('HGET', held, conversation)
if holds and holds ~= agent then
  release(conversation, at)
  mended = 1
end
if waits == '0' and (redis.call('HEXISTS', queue, conversation) + redis.call('HEXISTS', tickets, conversation)) > 0 then
  forget_ticket(conversation)
  mended = 1
end
announce_line()
return mended
