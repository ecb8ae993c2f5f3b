-- keep_dialogue(version, content, lifetime)
-- keys: dialogue*
-- Keep "<dialogue>|<version>" that long from now on; what a record refers to is kept without end already.
if redis.call('PTTL', dialogue .. version) ~= -1 then
  redis.call('SET', dialogue .. version, content, 'PX', lifetime)
end
