"""Slack: agents' threads are Slack threads, in their direct messages with the app or in a channel.

::

    listeners     a signed request, or Socket Mode  ─┐
    intake        parse → relay commits → 200        │  Slack → us
    wire parse    payload → arrival, or Ignored(why) ┘
    mrkdwn shortcodes command_words names            what people typed → plain text

    client        SlackPlatform: ThreadPlatform and People on one HTTP session   ┐
    posting       chat.postMessage, the method that is called all the time       │
    render        card → blocks, text → pieces, author → "Anna (visitor)"        │  us → Slack
    errors        any outcome of a call → Throttled, Unreachable, InDoubt, Refused
    its_clock     what time it is there, whatever our own clock says            │
    look_up       is a post in doubt there? by the delivery's id in its metadata │
    people check  who is who; what is missing, and what to click                 ┘

Start: ``platform = SlackPlatform(...)``, ``await platform.start()``, ``listeners = SlackListeners(platform, ...)``, then
``listeners.mount(app)`` or ``await listeners.connect()``. End: ``await listeners.close()``, ``await platform.close()``.
"""
