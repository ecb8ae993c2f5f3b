"""Microsoft Teams: agents' threads are posts in a team's channel, or cards in their chat with the bot.

::

    listeners     POST /api/messages: who says so? → what is it? → committed? → 202   ┐
    gateway envelope proven    the SDK, which proves who sent it: it is imported here   │
    wire parse    activity → arrival, or Ignored(why); moments: Teams' own times      │  Teams → us
    changes gone  edits, deletions, reactions; channels and teams that are lost       │
    said formatting mentions   HTML or text → plain text, how it is meant, who is named
    command_words emoji_names  commands → words and mentions; names → characters      │
    intake        what came is for whom: messages, changes, presses, news of places   │
    in_channels in_chats       replies in threads; plain text in a chat, never guessed │
    commanding    commands, carried out and answered                                  │
    pressing asking            buttons; invokes, answered at once; dialogs for forms  │
    choosing active            for whom a chat's plain text is: said, and remembered  │
    held          texts that wait for a word of their writer's                        │
    answering     private answers, in the chat of whoever asked                       ┘

    client        TeamsPlatform: ThreadPlatform, People, HomePlatform, PresencePlatform ┐
    around        whom words of ours mention, whom they are about, how one replies    │
    render markup notify       words → Teams' own markup, card → Adaptive Card          │
    cards dialogs home         what cards, dialogs and homes are made of                │  us → Teams
    people files at_home       who is who; links to files, and files; homes in chats    │
    connector     the Bot Connector's REST methods, on one HTTP session                 │
    reachable limits           which hosts get our token; how much Teams takes          │
    tokens logins login_errors the bot's own tokens: asked for once, renewed in time    │
    service_urls  where each tenant's connector is, by the newest activity              │
    errors        any outcome of a call → Throttled, Unreachable, InDoubt, Refused      │
    graph         pictures and presence, where they are permitted                       ┘

    parts         what the platform works with: the way to Teams, and what it asks of the store
    buttons       what a card's button carries, and brings back
    thread_link   links to threads: ours, and those that people copy
    names         ids of people, channels, threads and posts: built and split here
    places        teams and channels where the bot is, and whether it hears all replies there
    check secret_expiry        what is connected, permitted and soon to end, and what to do
    probe         whether requests would reach us, tried from outside
    command_menu  the commands that the manifest offers
"""
