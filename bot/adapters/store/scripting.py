"""Scripts: one verb a file, its signature first. Loaded by hash, and loaded again when the server forgot them.

A script file begins with its header::

    -- take(now, limit) -> leases      the arguments, by name
    -- keys: lanes lane* rests         keys.py's names; a star means a family, to which the script appends
    -- with: clock lanes               pieces from scripts/with/, put in front

The header is not only read by people: the locals it names are declared from it.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import NoScriptError

from bot.adapters.store.keys import Keys


FOLDER = files("bot.adapters.store") / "scripts"
SIGNATURE = re.compile(r"-- (\w+)\(([^)]*)\)")


class Source(NamedTuple):
    """A script as the server gets it."""

    text: str
    keys: tuple[str, ...]
    arguments: tuple[str, ...]


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.partition(":")[2].split())


def read(name: str) -> Source:
    """Read a script file and declare the locals that its header names. Raises `ValueError` for a wrong header."""
    body = (FOLDER / f"{name}.lua").read_text(encoding="utf-8")
    lines = body.splitlines()
    signature = SIGNATURE.match(lines[0])
    if signature is None or signature[1] != name:
        raise ValueError(f"{name}.lua must begin with its signature")
    arguments = tuple(word.strip() for word in signature[2].split(",") if word.strip())
    keys = next((_words(line) for line in lines if line.startswith("-- keys:")), ())
    pieces = next((_words(line) for line in lines if line.startswith("-- with:")), ())
    declared = [f"local {key.rstrip('*')} = KEYS[{i}]" for i, key in enumerate(keys, 1)]
    declared += [f"local {argument} = ARGV[{i}]" for i, argument in enumerate(arguments, 1)]
    included = [(FOLDER / "with" / f"{piece}.lua").read_text(encoding="utf-8") for piece in pieces]
    return Source("\n".join([*declared, *included, body]), keys, arguments)


class Script:
    """One verb of the store, bound to a site."""

    def __init__(self, redis: Redis, keys: Keys, name: str) -> None:
        self._redis = redis
        self._source = read(name)
        self._keys = [keys.family(k[:-1]) if k.endswith("*") else keys.plain(k) for k in self._source.keys]
        self._sha = ""

    async def __call__(self, *arguments: str | bytes | int | float) -> Any:
        """Run it. The answer is the script's own; its header says what it is."""
        if len(arguments) != len(self._source.arguments):
            raise TypeError(f"expected {self._source.arguments}, got {len(arguments)} arguments")
        if not self._sha:
            self._sha = await self._redis.script_load(self._source.text)
        try:
            return await self._redis.evalsha(self._sha, len(self._keys), *self._keys, *arguments)
        except NoScriptError:  # the server was restarted or its cache flushed
            await self._redis.script_load(self._source.text)
            return await self._redis.evalsha(self._sha, len(self._keys), *self._keys, *arguments)
