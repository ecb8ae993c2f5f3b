"""Scripts: one verb a file, its signature first. Loaded by hash, and loaded again when the server forgot them.

A script file begins with its header::

    -- take(now, limit) -> leases      the arguments, by name
    -- keys: lanes lane* rests         keys.py's names; a star means a family, to which the script appends
    -- with: clock lanes               pieces from scripts/with/, put in front; they may name keys as well

The header is not only read by people: the locals it names are declared from it.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from importlib.resources import files
from typing import Any, NamedTuple

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError

from bot.adapters.store.connection import Client
from bot.adapters.store.keys import Keys
from bot.adapters.store.line import Value, packed, unfinished, values


FOLDER = files("bot.adapters.store") / "scripts"
SIGNATURE = re.compile(r"-- (\w+)\(([^)]*)\)")


class Source(NamedTuple):
    """A script as the server gets it."""

    text: str
    keys: tuple[str, ...]
    arguments: tuple[str, ...]


def _named(what: str, text: str) -> tuple[str, ...]:
    """The words of the header line that begins with `what`; none without such a line."""
    line = next((line for line in text.splitlines() if line.startswith(f"-- {what}:")), "")
    return tuple(line.partition(":")[2].split())


def read(name: str) -> Source:
    """Read a script file and declare the locals that its header names. Raises `ValueError` for a wrong header."""
    body = (FOLDER / f"{name}.lua").read_text(encoding="utf-8")
    signature = SIGNATURE.match(body)
    if signature is None or signature[1] != name:
        raise ValueError(f"{name}.lua must begin with its signature")
    arguments = tuple(word.strip() for word in signature[2].split(",") if word.strip())
    included = [
        (FOLDER / "with" / f"{piece}.lua").read_text(encoding="utf-8") for piece in _named("with", body)
    ]
    keys = tuple(dict.fromkeys(key for text in (body, *included) for key in _named("keys", text)))
    declared = [f"local {key.rstrip('*')} = KEYS[{i}]" for i, key in enumerate(keys, 1)]
    declared += [f"local {argument} = ARGV[{i}]" for i, argument in enumerate(arguments, 1)]
    return Source("\n".join([*declared, *included, body]), keys, arguments)


RETRY_FOR = 1.5
"""Seconds for which a script is asked again while the server cannot be reached. Connecting is tried for as long again:
together it is more than our own server's restart takes, and less than the 3 s that Slack waits for an answer."""
FIRST_PAUSE = 0.02


class Script:
    """One verb of the store, bound to a site. Safe to run twice: see `connect`."""

    def __init__(self, redis: Client, keys: Keys, name: str) -> None:
        self._line = redis.line
        self._source = source = read(name)
        made = [keys.family(k[:-1]) if k.endswith("*") else keys.plain(k) for k in source.keys]
        sha = hashlib.sha1(source.text.encode()).hexdigest()  # noqa: S324  the server's own name for it
        self._beginning = unfinished("EVALSHA", sha, len(made), *made, further=len(source.arguments))

    async def __call__(self, *arguments: Value, patience: float = 0) -> Any:
        """Run it. The answer is the script's own; its header says what it is. Raises redis-py's errors.

        With `patience` (seconds) it may wait so long for other commands to go along with.
        """
        if len(arguments) != len(self._source.arguments):
            raise TypeError(f"expected {self._source.arguments}, got {len(arguments)} arguments")
        given = values(*arguments)
        give_up, pause = time.monotonic() + RETRY_FOR, FIRST_PAUSE
        while True:
            try:
                return await self._line.ask(self._beginning, given, patience=patience)
            except NoScriptError:  # the server was restarted, or its cache flushed
                await self._line.ask(packed("SCRIPT", "LOAD", self._source.text))
            except RedisConnectionError:
                if time.monotonic() + pause > give_up:
                    raise
                await asyncio.sleep(pause)
                pause = min(0.5, pause * 2)
