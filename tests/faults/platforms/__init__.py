"""Where the rig's agents sit: the same deeds on each platform, and the same questions to it afterwards.

``seat``      what an agent can do and see, and what the ledger asks a platform; no word of any platform
``on_slack``  a thread in direct messages with the app
``on_teams``  a post in a team's channel, or a card in the chat with the bot, answered by dialogs
``choosing``  in that chat without dialogs: they choose for whom it is, and write
``linked``    somebody on both, with one inbox
"""
