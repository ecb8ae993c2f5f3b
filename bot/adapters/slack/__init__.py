"""Slack: agents' threads are Slack threads, in their direct messages with the app or in a channel.

::

    listeners socket_mode          a signed request, or Socket Mode  ─┐
    switchboard   which workspace is it for?                         │
    intake        parse → relay commits → 200                        │
    wire parse    payload → arrival, or Ignored(why)                 │  Slack → us
    changes gone  edits, deletions, reactions; what cannot be written in any more
    mrkdwn rich_text formatting shortcodes names   what people typed → plain text, how it is meant, who is named
    command_words with_file        commands → words and mentions; a file as the last of them
    outside       what is written outside of all threads             │
    pressing      buttons, menus and shortcuts                       │
    asking modals forms, and what comes back of them                 │
    answering     private answers                                    ┘

    client        SlackPlatform: ThreadPlatform, People, HomePlatform, PresencePlatform      ┐
    auth identity who we are there, and how Slack's ids become ours                          │
    posting       chat.postMessage and chat.update, the methods that are called all the time │
    render notify card → blocks, text → pieces, author → "Anna (visitor)"; what notifies     │  us → Slack
    plain_cards   cards with whose blocks Slack found fault                                  │
    files people  files both ways; who is who                                                │
    home at_home presence          somebody's Home tab; whether they are there               │
    errors        any outcome of a call → Throttled, Unreachable, InDoubt, Refused           │
    look_up       is a post in doubt there? by the delivery's id in its metadata             │
    limits reachable               how much Slack takes; which addresses we speak to         ┘

    workspaces    every workspace where the app is: by one bot token, or by installations      ┐
    installed     what is kept of an installation, sealed                                      │ where we are
    install_links install_pages granting   from an admin's link to Slack's consent, and back   ┘
    scopes check probe             what is asked for, what is missing, what gets through
    thread_link   the links to messages that Slack's menus copy

Start: ``workspaces = SlackWorkspaces(...)``, ``await workspaces.start()``, ``listeners = SlackListeners(workspaces, ...)``,
then ``listeners.mount(app)`` or ``await listeners.connect()``. End: ``await listeners.close()``, ``await workspaces.close()``.
"""
