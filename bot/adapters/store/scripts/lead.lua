-- lead(job, process, lease) -> 1 if the job is this process's for as long as the lease
-- keys: leader*
-- Take a job that nobody does, or go on with one's own.
local mine = leader .. job
local holder = redis.call('GET', mine)
if holder and holder ~= process then return 0 end
redis.call('SET', mine, process, 'PX', lease)
return 1
