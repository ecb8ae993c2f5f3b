"""The visitor's side: the widget's connection, the dialogue, and the road to the relay.

From the network to the log, and back:

``server``      all routes together; ``visits``, ``files`` and ``pictures`` add those of visitors, of files, of `dialogue show`
``gateway``     what the routes need
``callers``     from which website and address somebody calls; ``limits``: how much of what they may do
``admission``   who comes in: by token, or by the word of the website (``identity``); ``tokens``: who a visitor is, signed
``connection``  one WebSocket: carries out what the session asks for (``wishes``); ``site``: what all of them share
``streams``     what stands for a WebSocket where none comes through: server-sent events and POST
``session``     the protocol of one connection, without any I/O
``wire``        the frames of docs/protocol.md as types; ``entries``: entries as visitors see them; ``spans``: their formatting
``view``        what a client is shown, kept up to date: from the log (``reading``), out of one ``outlet``
``hub``         carries new entries from the bus to the views
``waiting_room`` ``presence``  where visitors stand in line; how they are: here, typing, reading

Until somebody answers:

``conversing``  runs the dialogue until the live chat card, and hands over to the relay
``opening``     what a visitor is shown before they have done anything: nothing of it is stored
``choosing``    which dialogue; ``playing``: its steps; ``dialogue_events``: these in the words of the conversation
``barrier``     keeps out who is blocked; ``follow_up``: the message for later where nobody answers
``repertoire``  which dialogues are live; ``dialogue_files``: those of the folder, watched; ``preview``: links to drafts
``showings``    to how many visitors dialogues were shown
``dialogue/``   the dialogue engine, pure

For others:

``own_data``    what is kept of a visitor, for themselves, and forgetting it
``playbill`` ``uses`` ``attribute_inputs``  what commands and forms want to know of dialogues
``widget/``     what runs in the browser
"""
