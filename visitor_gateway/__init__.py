"""The visitor's side: the widget's connection, the dialogue, and the road to the relay.

``server``      files, health, and all routes together; with ``visits`` it alone knows URLs
``visits``      the routes of visitors
``gateway``     what the routes need
``admission``   who comes in: by token, or by the word of the website
``identity``    the word of the website for who a visitor is, signed
``callers``     from which website and address somebody calls
``connection``  one WebSocket: carries out what the session asks for
``showing``     what its client is shown, and how it is kept up to date
``streams``     what stands for a WebSocket where none comes through: server-sent events and POST
``session``     the protocol of one connection, without any I/O
``wire``        the frames of docs/protocol.md as types, and entries as visitors see them
``conversing``  runs the dialogue until the live chat card, and hands over to the relay
``hub``         carries new entries from the bus to the connections that show them
``own_data``    what is kept of a visitor, for themselves, and forgetting it
``tokens``      who a visitor is, signed
``limits``      how much of what a visitor or an address may do
``dialogue/``   the dialogue engine, pure
``widget/``     what runs in the browser
"""
