-- change_installation(workspace, before, after) -> 1, or 0 if another record is there by now
-- keys: installations
-- Put a record in the place of the one that was read.
local kept = redis.call('HGET', installations, workspace)
if kept == after then return 1 end
if kept ~= before then return 0 end
redis.call('HSET', installations, workspace, after)
return 1
