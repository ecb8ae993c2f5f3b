-- add_shown(list, lifetime) -> nothing
-- keys: figures* shown*
-- with: shown
-- `list` is msgpack: day, dialogue and opening of each that was shown.
for _, one in ipairs(cmsgpack.unpack(list)) do count_shown(one[1], one[2], one[3], lifetime) end
