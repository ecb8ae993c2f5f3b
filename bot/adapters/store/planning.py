"""What a commit changes in the store, as scripts/commit.lua takes it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain

import msgspec

from bot.adapters.store import keys as lifetimes
from bot.adapters.store.items import item
from bot.adapters.store.statistics import begun_with, counted
from bot.effects import (
    AnyEffect,
    BindThread,
    ClearTimer,
    CompleteDialogue,
    CountAnswered,
    CountMissed,
    Delivery,
    FetchFile,
    KeepAttributes,
    LeaveLine,
    ListFollowUp,
    OpenConversation,
    PickAgent,
    RefreshCard,
    ReleaseAgent,
    ReserveAgent,
    SendAway,
    SetTimer,
    TimerName,
    UnlistFollowUp,
    WriteAudit,
)
from bot.events import (
    AgentWrote,
    AnyEvent,
    CardShown,
    FileAttached,
    Line,
    NoteWritten,
    NotRelayed,
    VisitorAnswered,
)
from bot.ids import AgentId, PostRef, delivery_id, post_ref, split_ref
from bot.ports import Commit
from bot.statistics.days import day_of


ATTRIBUTE = "attribute:"
COMPLETED = "completed:"

_json = msgspec.json.Encoder()


def plan(change: Commit, zone: str = "UTC") -> dict[str, object]:
    """Sort the effects of a change into what the script does with them. Days are those of `zone`. Pure."""
    # As text: the server's msgpack does not know bytes.
    entries = [_json.encode(event).decode() for event in change.events]
    clear, timers = _timers(change.effects)
    return {
        "expect": change.before.version,
        "entries": entries,
        "snapshot": _json.encode(change.after).decode(),
        "dedupe": list(change.dedupe),
        "clear": clear,
        "timers": list(timers.items()),
        "deliveries": _deliveries(change),
        "cards": _cards(change.effects),
        "announcement": f"{change.before.version}\n" + "\n".join(entries),
        "lifetime": lifetimes.CONVERSATION_LIFETIME,
        "visitor_lifetime": lifetimes.VISITOR_LIFETIME,
        **({"answers": change.answers} if change.answers is not None else {}),
        "posts": _posts(change),
        **_fetched(change.effects),
        **_kept(change.effects),
        **_audited(change),
        "counts": counted(change, zone),
        **begun_with(change, zone),
        "count_lifetime": lifetimes.TALLY_LIFETIME,
        **_tally(change, zone),
        **_places(change.effects),
        **_single(change.effects),
    }


def _timers(effects: Iterable[AnyEffect]) -> tuple[list[TimerName], dict[TimerName, int]]:
    """What is left of setting and clearing timers, in their order."""
    clear: list[TimerName] = []
    timers: dict[TimerName, int] = {}
    for effect in effects:
        if isinstance(effect, SetTimer):
            timers[effect.name] = effect.after
        elif isinstance(effect, ClearTimer):
            timers.pop(effect.name, None)
            clear.append(effect.name)
    return clear, timers


def _deliveries(change: Commit) -> list[list[object]]:
    queued = [e for e in change.effects if isinstance(e, Delivery) and not isinstance(e, RefreshCard)]
    names = (delivery_id(change.before.id, change.after.version, index) for index in range(len(queued)))
    return [[effect.channel, item(name, effect)] for name, effect in zip(names, queued, strict=False)]


def _cards(effects: Iterable[AnyEffect]) -> list[list[object]]:
    """Those to refresh, each with a mark where only a signal of the visitor's changed it."""
    return [
        [effect.channel, effect.thread, *([1] if effect.signal else [])]
        for effect in effects
        if isinstance(effect, RefreshCard)
    ]


def _kept(effects: Iterable[AnyEffect]) -> dict[str, object]:
    """What becomes known of the visitor: by their answer, and by the cards after it. The last word on each counts."""
    fields: dict[str, str] = {}
    visitor = ""
    for effect in effects:
        if isinstance(effect, KeepAttributes):
            fields |= {ATTRIBUTE + name: value for name, value in effect.attributes.items()}
            visitor = effect.visitor
        elif isinstance(effect, CompleteDialogue):
            fields[COMPLETED + effect.dialogue] = "1"
            visitor = effect.visitor
    return {"keep": {"visitor": visitor, "fields": list(chain(*fields.items()))}} if fields else {}


Message = AgentWrote | FileAttached | NoteWritten | NotRelayed
"""What the messages of threads become: see `Placed`."""


def _posts(change: Commit) -> list[list[object]]:
    """The messages of threads that these events are of: each with its first and last entry."""
    entries: dict[PostRef, list[int]] = {}
    for n, event in enumerate(change.events, change.before.version + 1):
        if isinstance(event, Message) and event.message and (ref := change.after.thread(event.thread).ref):
            entries.setdefault(post_ref(split_ref(ref)[0], event.message), []).append(n)
    return [[post, numbers[0], numbers[-1]] for post, numbers in entries.items()]


def _fetched(effects: Iterable[AnyEffect]) -> dict[str, object]:
    """The files that are to be fetched."""
    entries = [effect.entry for effect in effects if isinstance(effect, FetchFile)]
    return {"fetch": entries} if entries else {}


def _audited(change: Commit) -> dict[str, object]:
    """The lines for the audit log."""
    lines = [(one.person, one.what) for one in change.effects if isinstance(one, WriteAudit)]
    return {"audit": lines, "audit_length": lifetimes.AUDIT_LENGTH} if lines else {}


def _tally(change: Commit, zone: str) -> dict[str, object]:
    """What is counted of the dialogue's cards. Of a preview nothing is."""
    counts = Counter(chain.from_iterable(map(_counted, change.events)))
    if not counts or change.after.preview:
        return {}
    day = day_of(change.events[0].at, zone)
    version = change.after.dialogue_version
    fields = [(f"{version}|{at}", count) for at, count in counts.items()]
    return {
        "tally": {
            "key": f"{change.after.dialogue}|{day}",
            "fields": fields,
            "lifetime": lifetimes.TALLY_LIFETIME,
        }
    }


def _counted(event: AnyEvent) -> tuple[str, ...]:
    if isinstance(event, CardShown):
        return (f"{event.card}|shown", f"{event.card}|asked") if event.waits else (f"{event.card}|shown",)
    return (f"{event.card}|answered",) if isinstance(event, VisitorAnswered) else ()


def _places(effects: Iterable[AnyEffect]) -> dict[str, object]:
    """Places that are taken and given back one by one."""
    reserved: dict[AgentId, None] = {}
    released: dict[AgentId, None] = {}
    for effect in effects:
        match effect:
            case ReserveAgent(agent=agent):
                reserved[agent] = None
                released.pop(agent, None)
            case ReleaseAgent(agent=agent) if agent:
                released[agent] = None
            case _:
                pass
    return {"reserve": list(reserved), "release_only": list(released)}


def _single(effects: Iterable[AnyEffect]) -> dict[str, object]:  # noqa: C901  one arm for each effect
    """The effects of which a commit has one at most."""
    made: dict[str, object] = {}
    for effect in effects:
        match effect:
            case ReleaseAgent(agent=""):
                made["release"] = True
                made.pop("pick", None)  # what was asked for before is not wanted any more
            case LeaveLine():
                made["leave_line"] = True
            case ListFollowUp():
                made["follow_up"] = effect.thread
            case UnlistFollowUp():
                made["followed_up"] = effect.thread
            case PickAgent():
                made["pick"] = _pick(effect)
            case CountMissed():
                made["missed"] = {"agent": effect.agent, "limit": effect.limit}
            case CountAnswered():
                made["answered"] = effect.agent
            case SendAway():
                made["unreachable"] = effect.agent
            case BindThread():
                made["bind"] = {"thread": effect.thread, "ref": effect.ref}
            case OpenConversation():
                made["open"] = {"visitor": effect.visitor, "instead_of": effect.instead_of}
            case Delivery() | SetTimer() | ClearTimer() | KeepAttributes() | CompleteDialogue() | FetchFile():
                pass
            case ReserveAgent() | ReleaseAgent() | WriteAudit():
                pass  # there may be several: see `_places`, `_audited`
    return made


def _pick(effect: PickAgent) -> dict[str, object]:
    return {
        "pools": effect.pools,
        "rest": effect.rest,
        "exclude": effect.exclude,
        "further": effect.further,
        **({"line": _whole(effect.line)} if effect.line else {}),
    }


def _whole(line: Line) -> dict[str, int]:
    """A line with what it leaves out when it is as usual: the script knows no defaults."""
    return {"limit": line.limit, "priority": line.priority}
