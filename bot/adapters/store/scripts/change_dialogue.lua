-- change_dialogue(id, expected, record, added, content, dropped, lifetime, who, what, at, audit_length) -> 1, or 0 if stale
-- keys: dialogues dialogue* audit bus*
-- Put a record in place of the one that is expected, or of none (''); none for ''. Content is stored with the record
-- that refers to it; of what no record refers to, conversations may still.
local present = redis.call('HGET', dialogues, id) or ''
if present == record and record ~= expected then return 1 end
if present ~= expected then return 0 end
if record == '' then redis.call('HDEL', dialogues, id) else redis.call('HSET', dialogues, id, record) end
if added ~= '' then redis.call('SET', dialogue .. id .. '|' .. added, content) end
for _, one in ipairs(cjson.decode(dropped)) do redis.call('PEXPIRE', dialogue .. id .. '|' .. one, lifetime) end
redis.call('XADD', audit, 'MAXLEN', '~', audit_length, '*', 'who', who, 'what', what, 'at', at)
redis.call('PUBLISH', bus .. 'dialogues', id)
return 1
