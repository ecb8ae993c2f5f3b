"""keys.py is the map: what is in the server after a busy day is what it says, and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
import visitor_gateway
from bot import blocking
from bot.adapters.store import keys as module
from bot.adapters.store.asks import RedisAsks
from bot.adapters.store.connection import text
from bot.adapters.store.dialogues import LIFETIME, RedisDialogues
from bot.adapters.store.homes import RedisHomes, RedisLeadership
from bot.adapters.store.installations import RedisInstallations
from bot.adapters.store.keys import (
    ADMITTED_LIFETIME,
    DAY,
    EARLY_LIFETIME,
    FAMILIES,
    INSTALL_LIFETIME,
    LINK_LIFETIME,
    PLAIN,
    Keys,
)
from bot.adapters.store.scripting import FOLDER, read
from bot.adapters.store.shelf import RedisShelf
from bot.adapters.store.users import RedisUsers
from bot.canned import CannedReply
from bot.effects import Ask
from bot.events import (
    AgentAccepted,
    AgentWrote,
    FallbackShown,
    FileAttached,
    FollowUpOpened,
    Line,
    OfferExpired,
    ThreadOpened,
    VisitorAnswered,
    VisitorWrote,
)
from bot.homes import LEASE
from bot.ids import AgentId, ConversationId, MessageId, PostRef, SiteId, TeamName, ThreadNumber, VisitorId
from bot.ports import By, Found, Picture, RateLimit, VisitorSignal
from bot.routing.conditions import All
from bot.routing.hours import Block, Holiday, Schedule
from bot.routing.rules import Rule
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent
from tests.conversation.scenes import (
    EVERY,
    NOW,
    STRANGER,
    agent_card,
    deleted,
    ref,
    requested,
    started,
    terms,
    words,
)


ROW = re.compile(
    r"^    ([a-z]+(?:, [a-z]+)?)(\*\S+)?\s+(string|hash|list|set|zset|stream|pub/sub)\s+(\S+(?: \S+)?)\s"
)
LIVES = {
    "15 seconds": 15_000,
    "a minute": ADMITTED_LIFETIME,
    "1 day": DAY,
    "90 days": 90 * DAY,
    "180 days": 180 * DAY,
    "30 days": 30 * DAY,
    "400 days": 400 * DAY,
    "92 days": LIFETIME,
    "25 hours": EARLY_LIFETIME,
    "10 minutes": INSTALL_LIFETIME,
    "2 days": LINK_LIFETIME,
    "none": None,
}


FOLLOWED_UP = FollowUpOpened(at=NOW, thread=ThreadNumber(1), team=agent_card("sales"))


def documented() -> dict[str, tuple[str, str]]:
    """The map as the docstring draws it: name to type and lifetime."""
    rows = (ROW.match(line) for line in (module.__doc__ or "").splitlines())
    return {name: (row[3], row[4].strip()) for row in rows if row is not None for name in row[1].split(", ")}


async def something_of_everything_arranged(store: Store) -> None:
    """Whatever admins may change."""
    everywhere = Schedule(time_zone="UTC", week=((Block(0, 1440),),) * 6 + ((),))
    vips = Rule(id="", name="VIPs", condition=All(), targets=("team:sales", "agent:ada"))
    await store.directory.rules.add(vips, BY)
    await store.directory.accounts.put({"example.com": "team:sales"}, BY)
    await store.directory.settings.set("queue_length", 7, BY)
    await store.directory.settings.set_hours(everywhere, BY)
    await store.directory.settings.add_holiday(Holiday(month=12, day=24), BY)
    await store.directory.teams.set_hours(TeamName("sales"), everywhere, BY)
    await store.directory.teams.create(TeamName("deals"), BY)
    await store.directory.teams.rename(TeamName("deals"), TeamName("big deals"), BY)
    await store.directory.canned.put(CannedReply(name="hello", text="Hello"), BY)
    await store.directory.blocks.put(
        blocking.Block(who=blocking.email_who("a@b.org"), by=STRANGER, since=NOW), BY
    )
    await store.directory.agents.put(agent("bob", capacity=1), None, BY)
    await store.directory.agents.put(agent("cyd"), None, BY)
    await store.directory.attendance.switch(AgentId("cyd"), BY, available=False)


async def somebody_waits(store: Store) -> None:
    """One visitor's offer is missed, and another waits in line."""
    first, second = (Carried(store.conversations, ConversationId(name)) for name in ("c2", "c3"))
    strict = terms("agent:bob", accept_window=0, away_after_missed=2, line=Line(limit=9))
    await first.goes_on(started("v2"), requested(strict))
    await first.offers(agent_card("bob"))
    await second.goes_on(started("v3"), requested(strict))
    await first.goes_on(EVERY[OfferExpired])
    await second.offers(agent_card("bob"))
    await Carried(store.conversations, ConversationId("c4")).goes_on(started("v4"), requested(strict))


async def a_busy_day(store: Store) -> None:
    """Everything that leaves a trace, once."""
    await store.directory.agents.put(agent(), Picture("image/png", b"x"), BY)
    await store.directory.teams.create(TeamName("sales"), BY)
    await store.directory.teams.add(TeamName("sales"), AgentId("ada"), BY)
    await store.directory.admins.offer_claim("code")
    await store.directory.admins.add(STRANGER, BY)
    await store.directory.admins.note("x", By(STRANGER, 1))
    await something_of_everything_arranged(store)
    dialogues = RedisDialogues(store.redis, store.keys)
    await dialogues.pause("welcome", By(STRANGER, 1), name="Welcome")
    await dialogues.keep("welcome", "v1", b"x")
    shelf = RedisShelf(store.redis, store.keys, store.bus)
    await shelf.put("a", "x", b"1")
    await RedisUsers(store.redis, store.keys).claim("user", VisitorId("v9"))
    c, said = Carried(store.conversations), PostRef("desk:local:ada/r1")
    told = VisitorAnswered(
        at=NOW, message=MessageId("a"), card="c", text="x", attributes={"email": "g@x.org"}
    )
    await c.goes_on(started(), told, requested(), dedupe=("cause",))
    await c.offers()
    (lease,), _ = await store.outbox.take(9)
    await store.outbox.admit(lease, "post", RateLimit(every=0.001, burst=0), RateLimit(every=0.001, burst=0))
    await store.outbox.begin(lease, covers=1, part=0, began=NOW)
    await store.outbox.settle(lease, covers=1, part=0, pause=0, ref=PostRef("desk:local:ada/p1"))
    await c.goes_on(EVERY[ThreadOpened], EVERY[AgentAccepted], EVERY[VisitorWrote])
    (lease,), _ = await store.outbox.take(9)
    await store.outbox.begin(lease, covers=1, part=0, began=NOW)
    await store.outbox.retry(lease, after=60, in_doubt=True, scope="workspace")
    await store.conversations.find(ref(7), words("early"))
    await store.conversations.doubles.note(agent_card().inbox, Found(c.now.id, ThreadNumber(1)), [NOW])
    for post in (said, PostRef("desk:local:ada/r8")):
        await store.conversations.placed(post, deleted(post))
    await c.goes_on(EVERY[AgentWrote], EVERY[FileAttached])
    inbox, person = agent_card().inbox, agent_card().person
    ask = Ask(channel=inbox, thread=ThreadNumber(0), to=person, text="?", about=(ref(),))
    await RedisAsks(store.redis, store.keys).ask(ask, "m1")
    await somebody_waits(store)
    await store.conversations.signals.note([VisitorSignal(c.now.id, here=True, page="/")])
    await store.conversations.signals.show(c.now.id, [(agent_card().inbox, ThreadNumber(2))], patience=0)
    installations = RedisInstallations(store.redis, store.keys, store.bus)
    await installations.begin("state", "link")
    await installations.install("T1", b"sealed", "link")
    await installations.lose("T2", "removed")
    await installations.hear("T1", NOW)
    await RedisHomes(store.redis, store.keys).opened(STRANGER, NOW)
    unanswered = Carried(store.conversations, ConversationId("c9"))
    await unanswered.goes_on(started("v9"), requested(), EVERY[FallbackShown], FOLLOWED_UP)
    for available in (False, True):
        await store.directory.attendance.switch(AgentId("ada"), BY, available=available)
    assert await RedisLeadership(store.redis, store.keys).lead("homes", LEASE)
    store.conversations.late = 0
    await store.conversations.due()


async def test_each_key_has_the_type_and_the_lifetime_that_the_map_gives_it(store: Store) -> None:
    await a_busy_day(store)
    drawn = documented()
    tag = store.keys.family("bus").removesuffix("bus:")
    seen = set()
    async for key in store.redis.scan_iter(f"{tag}*"):
        name = key.decode().removeprefix(tag).partition(":")[0]
        kind, lifetime = drawn[name]
        assert text(await store.redis.type(key)) == kind, name
        seen.add(name)
        left = await store.redis.pttl(key)
        if (lives := LIVES.get(lifetime)) is None:
            assert left == -1, name
        else:
            assert lives - 60_000 < left <= lives, name
    assert seen == set(drawn) - {"bus"}


async def test_every_key_of_the_server_is_a_key_of_the_site(store: Store) -> None:
    before = {key async for key in store.redis.scan_iter("*")}
    await a_busy_day(store)
    new = {key.decode() async for key in store.redis.scan_iter("*")} - {key.decode() for key in before}
    tag = store.keys.family("bus").removesuffix("bus:")
    assert re.fullmatch(r"\{[^{}]+\}:", tag)
    assert all(key.startswith(tag) for key in new)


def test_the_map_names_every_key_and_only_those() -> None:
    assert set(documented()) == PLAIN | FAMILIES


def test_a_key_that_is_not_on_the_map_cannot_be_built() -> None:
    keys = Keys(SiteId("s"))
    with pytest.raises(KeyError):
        keys.plain("snapshot")
    with pytest.raises(KeyError):
        keys.family("agents")
    assert keys.of("log", "c1") == "{s}:log:c1"


def test_the_audit_log_has_the_length_that_the_map_gives_it() -> None:
    assert documented()["audit"] == ("stream", f"{module.AUDIT_LENGTH:,}")


@pytest.mark.parametrize("script", sorted(path.name for path in Path(str(FOLDER)).glob("*.lua")))
def test_a_script_has_the_keys_of_its_header_and_builds_no_others(script: str) -> None:
    source = read(script.removesuffix(".lua"))
    for name in source.keys:
        assert name.rstrip("*") in (FAMILIES if name.endswith("*") else PLAIN)
    assert "{" + "site" not in source.text
    body = (FOLDER / script).read_text(encoding="utf-8")
    called = set(re.findall(r"redis\.call\([^,)]+, ([a-z_.]+)", body))
    local = {
        "admit.lua": {"key"},
        "arrange.lua": {"family", "tables"},
        "due.lua": {"kept"},
        "backlog.lua": {"key"},
        "lead.lua": {"mine"},
        "note_signals.lua": {"key"},
        "read_signals.lua": {"key"},
    }.get(script, set())  # of its own, from these
    known = {name.rstrip("*") for name in source.keys} | local
    assert local <= called
    assert {name.removeprefix("my.") for name in called} <= known


def strings(path: Path) -> Iterator[str]:
    """Every string that a file builds, with … for what is put into it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(one.value) if isinstance(one, ast.Constant) else "…" for one in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_nobody_else_builds_a_key() -> None:
    tagged = re.compile(r"\{[^{}]*\}:(?! )")
    files = [path for package in (bot, visitor_gateway) for path in Path(package.__path__[0]).rglob("*.py")]
    assert [path.name for path in files if any(map(tagged.match, strings(path)))] == ["keys.py"]
