"""The condition of the store's server: its version, and whether it keeps what it is given."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from redis.exceptions import ResponseError

from bot.adapters.store.connection import Client, store_errors, text
from bot.errors import StoreUnavailable
from bot.ports import Point


OLDEST = (6, 2)
"""Of Redis; every Valkey is newer. Scripts use what came with it: https://redis.io/docs/latest/commands/getdel."""
SKEW = 60.0
"""Seconds by which its clock may differ from ours: timers go by its clock, hours by ours."""

PERSISTENCE = "Store: persistence"
KEEPS = "Otherwise what was acknowledged is lost when it ends."


async def condition(redis: Client, *, own: bool) -> Sequence[Point]:
    """Ask the server about itself; `own`: it is ours, started with the settings that it needs. Raises `StoreUnavailable`."""
    with store_errors():
        said: Mapping[str, Any] = await redis.info("everything")
        seconds, _ = await redis.time()
    fsync = "" if own else await _config(redis, "appendfsync")
    return [
        *_version(said),
        *_role(said),
        *_persistence(said, fsync),
        *_memory(said),
        *_clock(time.time() - float(seconds)),
    ]


async def _config(redis: Client, name: str) -> str:
    """Ask for a setting; empty where the server does not tell, as managed ones do."""
    try:
        with store_errors():
            found = await redis.config_get(name)
    except StoreUnavailable as error:
        if isinstance(error.__cause__, ResponseError):
            return ""
        raise
    return next((text(value) for value in found.values() if value is not None), "")


def _version(said: Mapping[str, Any]) -> Iterator[Point]:
    valkey = str(said.get("valkey_version", ""))
    version = str(said.get("redis_version", "0"))
    number = tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
    well = bool(valkey) or number >= OLDEST
    named = f"Valkey {valkey}" if valkey else f"Redis {version}"
    older = "Threadline needs Redis 6.2 or newer, or Valkey: update the server."
    yield Point(f"Store: version, {named}", well, "" if well else older)


def _role(said: Mapping[str, Any]) -> Iterator[Point]:
    if said.get("role", "master") != "master":
        yield Point(
            "Store: role", False, "This is a replica, which cannot be written: name its primary in REDIS_URL."
        )


def _persistence(said: Mapping[str, Any], fsync: str) -> Iterator[Point]:
    if not int(said.get("aof_enabled", 0)):
        yield Point(PERSISTENCE, False, f"Set appendonly yes in the server's configuration. {KEEPS}")
    elif said.get("aof_last_write_status", "ok") != "ok":
        yield Point(
            PERSISTENCE, False, "It cannot write to its disk: see its log, and how much room there is."
        )
    elif fsync == "no":
        yield Point(
            PERSISTENCE, False, f"Set appendfsync always, or everysec, in the server's configuration. {KEEPS}"
        )
    elif fsync == "everysec":
        yield Point(
            PERSISTENCE,
            True,
            "With appendfsync everysec up to two seconds are lost if its machine fails; always loses none.",
        )
    else:
        yield Point(PERSISTENCE)


def _memory(said: Mapping[str, Any]) -> Iterator[Point]:
    policy = str(said.get("maxmemory_policy", "noeviction"))
    well = policy == "noeviction" or not int(said.get("maxmemory", 0))
    evicts = f"maxmemory-policy is {policy}: when full it deletes conversations. Set it to noeviction."
    yield Point("Store: memory", well, "" if well else evicts)


def _clock(ahead: float) -> Iterator[Point]:
    if abs(ahead) > SKEW:
        differ = f"Its clock and ours differ by {abs(ahead):.0f} s: let both be set by NTP."
        yield Point("Store: clock", False, differ)
