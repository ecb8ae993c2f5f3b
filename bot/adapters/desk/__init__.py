"""The desk: a page of our own with threads, in which a person answers as an agent. No account anywhere is needed.

It is also the adapter to read first when writing another one: it has what an adapter must have, and no more.

``client``      what the core asks of a platform (`ThreadPlatform`, `People`), on top of the board
``listeners``   the routes: the page, the signed links, the socket, and who may use them
``connection``  one page's socket, and the frames that come by it; ``showing``: what stands on the board, shown there
``parts``       what a page works with of the relay, the commands and the rest
``parse``       frames and typed words -> arrivals; pure
``render``      cards and posts -> what stands on the board and goes to the page; pure
``board``       what the desk needs of the store; ``stored_board``: how the store gives it
``uploads``     files that are sent from the page
``names``       who is who; ``links``: signed links and sessions
``page/``       the page itself: plain modules, no build
"""
