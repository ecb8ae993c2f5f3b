"""``threadline doctor``: is everything in place, from the machine to Slack and Teams, and what is to be clicked or typed if not?

::

    command     the command line: progress while it looks, lines or JSON, the exit status
    rounds      which sections there are, one after the other
    machine     the data directory, our own port, whether Threadline runs
    store       the store's server, and what is in it
    address     the public address: certificate, proxy, WebSocket
    slack       the token and how Slack's events reach us
    teams       the token, the teams with the app, and how Teams' requests reach us
    dialogues   the files

`/livechat check` shows those of the points that can be seen from inside: see bot/commands/checks.py.
"""
