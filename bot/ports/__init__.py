"""What the core needs from outside, as small Protocols. `bot/app/` says which adapter fills which."""

from __future__ import annotations

from bot.ports.admins import Admins, AuditLine, Role
from bot.ports.blocks import Blocks
from bot.ports.by import SYSTEM, By
from bot.ports.canned import CannedReplies
from bot.ports.clock import Clock
from bot.ports.conversations import Commit, Committed, Conversations, Due, Known, Placed
from bot.ports.dialogues import Dialogues
from bot.ports.directory import (
    PICTURE_BYTES,
    PICTURE_TYPES,
    Agent,
    Agents,
    AgentStatus,
    Attendance,
    Directory,
    Linking,
    Picture,
)
from bot.ports.doubles import Doubles, Found
from bot.ports.files import Fetch, Fetches, Files, Incoming, TellsOfFiles
from bot.ports.homes import HomePlatform, Leadership, OpenHomes, PresencePlatform
from bot.ports.installations import Installations
from bot.ports.limits import Call, RateLimit
from bot.ports.outbox import Backlog, Doubt, Lease, Memory, Outbox, Scope, Threads, Worker
from bot.ports.platforms import AskingPlatform, Bystander, Outgoing, People, Profile, ThreadPlatform, serving
from bot.ports.points import Point
from bot.ports.prospects import Prospects
from bot.ports.returns import OpenFollowUp, Returned, Returns
from bot.ports.shelf import Shelf
from bot.ports.signals import Noted, Signals, VisitorSignal
from bot.ports.site import Accounts, Rules, SiteSettings
from bot.ports.statistics import Shown, Statistics, Told
from bot.ports.teams import TeamMembers, Teams
from bot.ports.users import Users
from bot.ports.waiting import Taken, Waiter, WaitingLine
from bot.ports.workspaces import Workspace, Workspaces


__all__ = [
    "PICTURE_BYTES",
    "PICTURE_TYPES",
    "SYSTEM",
    "Accounts",
    "Admins",
    "Agent",
    "AgentStatus",
    "Agents",
    "AskingPlatform",
    "Attendance",
    "AuditLine",
    "Backlog",
    "Blocks",
    "By",
    "Bystander",
    "Call",
    "CannedReplies",
    "Clock",
    "Commit",
    "Committed",
    "Conversations",
    "Dialogues",
    "Directory",
    "Doubles",
    "Doubt",
    "Due",
    "Fetch",
    "Fetches",
    "Files",
    "Found",
    "HomePlatform",
    "Incoming",
    "Installations",
    "Known",
    "Leadership",
    "Lease",
    "Linking",
    "Memory",
    "Noted",
    "OpenFollowUp",
    "OpenHomes",
    "Outbox",
    "Outgoing",
    "People",
    "Picture",
    "Placed",
    "Point",
    "PresencePlatform",
    "Profile",
    "Prospects",
    "RateLimit",
    "Returned",
    "Returns",
    "Role",
    "Rules",
    "Scope",
    "Shelf",
    "Shown",
    "Signals",
    "SiteSettings",
    "Statistics",
    "Taken",
    "TeamMembers",
    "Teams",
    "TellsOfFiles",
    "ThreadPlatform",
    "Threads",
    "Told",
    "Users",
    "VisitorSignal",
    "Waiter",
    "WaitingLine",
    "Worker",
    "Workspace",
    "Workspaces",
    "serving",
]
