-- hold_timer(now, timer, until_then, forget) -> 1, or 0: it was set anew, cleared, or taken by somebody else
-- keys: timers
-- with: clock
-- Is this still the timer that was taken? `until_then` is what due said, or empty: it was due at once.
local score = tonumber(redis.call('ZSCORE', timers, timer) or '')
if not score then return 0 end
if until_then == '' then
  if score > milliseconds(now) then return 0 end
elseif score ~= tonumber(until_then) then
  return 0
end
if forget == '1' then redis.call('ZREM', timers, timer) end
return 1
