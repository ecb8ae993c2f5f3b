-- show_signal(now, conversation, patience, packed) -> how many cards
-- keys: lanes lane* state* bus*
-- with: clock lanes signalling
-- Have the cards in `packed`, {channel, thread} each, refreshed for a signal, those whose turn comes within `patience`.
local at = milliseconds(now)
local shown = 0
for _, card in ipairs(cmsgpack.unpack(packed)) do
  if signal_card(card[1], conversation, card[2], at, tonumber(patience)) then
    shown = shown + 1
    local look = schedule(card[1], at)
    if look then redis.call('PUBLISH', bus .. 'lanes', '- ' .. math.max(0, look - at)) end
  end
end
return shown
