-- fill(now) -> {conversation that got somebody ...}
-- keys: held queue ticket tickets line* loads capacities available pools turn turns* ring* duty* site snapshot* timers bus*
-- with: clock turns line
-- Give everybody who is eligible to those who wait: for what an older fault left. There should be nothing to do.
local at = milliseconds(now)
local known, list = {}, {}
for _, packed in ipairs(redis.call('HVALS', queue)) do
  for _, pool in ipairs(cjson.decode(packed).pools) do
    if not known[pool] then list[#list + 1] = pool end
    known[pool] = true
  end
end
drain(list, at)
announce_line()
return picks
