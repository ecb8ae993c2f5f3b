"""What operators can watch, as `/metrics` shows it to Prometheus. Who makes something happen counts it, where it happens.

No label holds the name of a visitor, an agent, a conversation or a channel. Counters begin at 0 with each process.
What is in the store is the same for every process of a site: take the `max` of the processes there, not the `sum`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from bot.errors import InDoubt, PlatformError, Refused, Throttled
from bot.ports import Backlog, Memory


CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
PREFIX = "threadline"
QUICK = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds. A commit takes one on a good day, and five at most."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves this one without types
_registry = CollectorRegistry()
ProcessCollector(registry=_registry)


def _counter(name: str, what: str, *labels: str) -> Counter:
    return Counter(name, what, labels, namespace=PREFIX, registry=_registry)


def _gauge(name: str, what: str) -> Gauge:
    return Gauge(name, what, namespace=PREFIX, registry=_registry)


# --- conversations

_commits = _counter("commits", "Changes of conversations, by what became of them.", "outcome")
STORED, STALE, SEEN, FULL, UNAVAILABLE = (
    _commits.labels(word) for word in ("stored", "stale", "seen", "full", "unavailable")
)
COMMITTED = {"stored": STORED, "stale": STALE, "seen": SEEN, "full": FULL}
COMMIT_SECONDS = Histogram(
    "commit_seconds",
    "How long the store took for a commit.",
    namespace=PREFIX,
    registry=_registry,
    buckets=QUICK,
)
TRANSITIONS = _counter("transitions", "Conversations that went from one state to another.", "before", "after")
FILES = _counter("files", "Files of visitors and agents, by what became of them.", "outcome")
REPAIRS = _counter(
    "repairs", "What was mended of places, tickets, lines and agents: there should be nothing.", "what"
)
TIMERS = _counter("timers", "Timers acted on.", "timer")

# --- visitors

CONNECTIONS = _gauge("connections", "Visitors' connections that are open in this process.")
HELLOS = _counter(
    "hellos",
    "Visitors' hellos: new conversations, clients that went on where they were, clients shown it all.",
    "outcome",
)
FRAMES_REFUSED = _counter(
    "frames_refused", "Visitors' frames that were answered by `refused` or `error`.", "code"
)

# --- delivery

Shown = Literal["thread", "post", "card", "whisper", "notification"]
"""What delivery shows on a platform."""
_posts = _counter(
    "posts", "Attempts to show something on a platform, by what became of them.", "what", "outcome"
)
SHOWN: dict[Shown, Counter] = {what: _posts.labels(what, "sent") for what in get_args(Shown)}
LOOK_UPS = _counter("look_ups", "Posts in doubt that were looked for, where that is possible.", "outcome")


_NOT_SHOWN = ((Throttled, "throttled"), (InDoubt, "in_doubt"), (Refused, "refused"))


def not_shown(what: Shown, error: PlatformError) -> None:
    """Count an attempt that did not succeed; adapters raise kinds of their own of each error."""
    outcome = next((word for kind, word in _NOT_SHOWN if isinstance(error, kind)), "unreachable")
    _posts.labels(what, outcome).inc()


# --- connections of our own

STORE_CONNECTIONS = _counter(
    "store_connections", "Connections made to the store; more than one of a kind: it was lost.", "kind"
)
_memory = _gauge("store_memory_bytes", "What the store's server holds.")
_memory_limit = _gauge("store_memory_limit_bytes", "Beyond this the store refuses to write; 0: no limit.")
_store_up = _gauge("store_up", "1 if the store answered just now.")
_connected = {
    "slack": _gauge("slack_connected", "1 if Slack's events can reach this process; -1: not set up."),
    "teams": _gauge("teams_connected", "1 if Teams' activities can reach this process; -1: not set up."),
}

# --- what waits in the store

_backlog = {
    "deliveries": _gauge("backlog_deliveries", "Deliveries that wait for a platform."),
    "oldest": _gauge("backlog_oldest_seconds", "How long the oldest delivery has waited."),
    "late": _gauge("backlog_late", "Deliveries that have waited for too long; both sides were told."),
    "in_doubt": _gauge("backlog_in_doubt", "Posts of which nobody knows yet whether they arrived."),
    "lanes": _gauge("backlog_lanes", "Channels that have something to deliver."),
    "overdue": _gauge("backlog_overdue_seconds", "For how long nobody has looked at the first lane."),
}


class Store(NamedTuple):
    """What the store says of itself."""

    backlog: Backlog
    memory: Memory


def page(store: Store | None, connected: Mapping[str, bool]) -> bytes:
    """Everything, as Prometheus reads it. `store` is None while it is away; what is not `connected` is not served."""
    _store_up.set(store is not None)
    for platform, shown in _connected.items():
        shown.set(connected.get(platform, -1))
    for name, gauge in _backlog.items():
        gauge.set(getattr(store.backlog, name) if store else math.nan)
    _memory.set(store.memory.used if store else math.nan)
    _memory_limit.set(store.memory.limit if store else math.nan)
    return generate_latest(_registry)
