"""Whole scenes: visitors on a website, agents in Slack, and everything of ours between them.

``visitor``        a scripted browser: speaks docs/protocol.md, keeps its view, comes back by itself
``process``        `threadline serve` as a process of its own, which may be killed and started again
``kept_store``     a store server that may be taken away and brought back with its data
``house``          what a scene is played in: a fake Slack, us, and the people
``teams_house``    the same with a fake Teams
``reading``        what agents and visitors see, as text
``ledger``         who was promised what, beside what the other side sees
``conversation``   the steps of one conversation, for those who interrupt it
"""
