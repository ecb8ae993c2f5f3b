"""Every command there is. A new one is a row in one of these files, and a handler."""

from __future__ import annotations

from bot.commands.table import agents, duty, insight, notify, rules, site, teams, visitors, workspaces


NOUNS = {
    "agent": "the people who answer visitors",
    "team": "groups of agents",
    "rule": "which visitors are sent to whom",
    "account": "visitors of which companies are sent to whom",
    "available": "new chats may come to you",
    "away": "no new chats for you, for now",
    "status": "how you are; for leads and admins, how everybody is",
    "notify": "where your chats arrive, and of what you are reminded",
    "hours": "when you take chats",
    "holiday": "days on which nobody does",
    "queue": "who waits, and taking one of them",
    "chat": "chats that go on: joining one, or taking it over",
    "canned": "texts that agents send again and again",
    "block": "which visitors may not chat",
    "unblock": "letting a visitor chat again",
    "fallback": "what visitors read when nobody can take them",
    "setting": "the site's numbers and switches",
    "dialogue": "what visitors are asked before a person answers",
    "report": "what was counted of dialogues and chats",
    "admin": "who may change all this",
    "audit": "who changed what, and when",
    "workspace": "the Slack workspaces where I am installed",
    "check": "is everything connected and set up? If not, what to do",
}
"""What each first word is about, in the order of the overview."""

ROWS = (
    *agents.ROWS,
    *teams.ROWS,
    *rules.ROWS,
    *duty.ROWS,
    *notify.ROWS,
    *visitors.ROWS,
    *insight.ROWS,
    *site.ROWS,
    *workspaces.ROWS,
)
