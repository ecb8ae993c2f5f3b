"""Slack: agents' threads are Slack threads, in their direct messages with the app or in a channel.

::

    listeners     a signed request, or Socket Mode  ─┐
    switchboard   which workspace is it for?         │
    intake        parse → relay commits → 200        │  Slack → us
    wire parse    payload → arrival, or Ignored(why) ┘
    mrkdwn shortcodes command_words names            what people typed → plain text
    pressing      buttons, menus and shortcuts; asking, modals: forms; answering: private answers

    client        SlackPlatform: ThreadPlatform and People on one HTTP session   ┐
    posting       chat.postMessage, the method that is called all the time       │
    render        card → blocks, text → pieces, author → "Anna (visitor)"        │  us → Slack
    errors        any outcome of a call → Throttled, Unreachable, InDoubt, Refused
    look_up       is a post in doubt there? by the delivery's id in its metadata │
    people check  who is who; what is missing, and what to click                 ┘

    workspaces    every workspace where the app is: by one bot token, or by installations      ┐
    installed     what is kept of an installation, sealed                                     │ where we are
    install_links install_pages granting   from an admin's link to Slack's consent, and back  ┘
    scopes check probe                     what is asked for, what is missing, what gets through

Start: ``workspaces = SlackWorkspaces(...)``, ``await workspaces.start()``, ``listeners = SlackListeners(workspaces, ...)``,
then ``listeners.mount(app)`` or ``await listeners.connect()``. End: ``await listeners.close()``, ``await workspaces.close()``.
"""
