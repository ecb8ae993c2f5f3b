"""A fake that is told over HTTP what to do, for when it is a process of its own: POST JSON to /_control/<verb>.

Answers: 200; 400 with {"error": ...} for arguments that make no sense; 404 for an unknown verb.
"""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from aiohttp import web

from .changes import Changes


Json = dict[str, Any]
MISTAKES = (LookupError, PermissionError, ConnectionError, TypeError, ValueError, AssertionError)


class UnknownVerb(Exception):
    """Raised when there is nothing of this name to do."""


class Verbs(NamedTuple):
    """What may be called: methods and properties of people, of the fake, and `part.method` of its parts."""

    people: Collection[str]
    fake: Collection[str]
    parts: Collection[str]


class Control(ABC):
    """A platform says how its arguments are read and its results are written."""

    def __init__(
        self,
        fake: Any,
        settings: Any,
        changes: Changes,
        verbs: Verbs,
        mistakes: tuple[type[Exception], ...] = (),
    ) -> None:
        self._fake, self._settings, self._changes, self._verbs = fake, settings, changes, verbs
        self._mistakes: tuple[type[Exception], ...] = (*MISTAKES, *mistakes)
        self._own: dict[str, Callable[[Json], Any]] = {
            "about": lambda _: self.about(),
            "settings": self._set,
            "wait": self._wait,
        }

    @abstractmethod
    def about(self) -> Json:
        """What an app needs to be set up for this fake."""

    @abstractmethod
    def decoded(self, name: str, value: Any, who: str | None) -> Any:
        """An argument, which is never None, by the name of its parameter."""

    @abstractmethod
    def encoded(self, value: Any) -> Any:
        """What a verb returned, as JSON."""

    async def answer(self, request: web.Request) -> web.Response:
        """Do what a request says."""
        verb = request.match_info["verb"]
        try:
            result = await self._do(verb, json.loads(await request.read() or b"{}"))
        except UnknownVerb:
            return web.json_response({"error": f"there is no verb {verb}"}, status=404)
        except self._mistakes as mistake:
            return web.json_response({"error": str(mistake) or repr(mistake)}, status=400)
        return web.json_response(result)

    async def _do(self, verb: str, given: Json) -> Any:
        if verb in self._own:
            result = self._own[verb](given)
        else:
            who = given.pop("who", None)
            action = self._action(verb, who)
            arguments = {
                name: None if value is None else self.decoded(name, value, who)
                for name, value in given.items()
            }
            result = action(**arguments) if callable(action) else action
        return self.encoded(await result if inspect.isawaitable(result) else result)

    def _action(self, verb: str, who: str | None) -> Any:
        if who is not None and verb in self._verbs.people:
            return getattr(self._fake.user(who), verb)
        if who is None and verb in self._verbs.fake:
            return getattr(self._fake, verb)
        if who is None and verb in self._verbs.parts:
            part, _, name = verb.partition(".")
            return getattr(getattr(self._fake, part), name)
        raise UnknownVerb(verb)

    def _set(self, given: Json) -> Json:
        known = {field.name for field in dataclasses.fields(self._settings)}
        if unknown := set(given) - known:
            raise LookupError(f"no such settings: {', '.join(sorted(unknown))}")
        for name, value in given.items():
            is_set = isinstance(getattr(self._settings, name), set)
            setattr(self._settings, name, set(value) if is_set else value)
        return {name: self.encoded(getattr(self._settings, name)) for name in sorted(known)}

    async def _wait(self, given: Json) -> Any:
        """Wait until a verb that lists something lists so much of it, each holding a text."""
        text, least, timeout = (
            given.get("containing", ""),
            given.get("at_least", 1),
            given.get("timeout", 5.0),
        )
        found: list[Any] = []
        try:
            async with asyncio.timeout(timeout):
                while len(found) < least:
                    changed = self._changes.next()
                    listed = await self._do(given["verb"], dict(given.get("arguments", {})))
                    found = [entry for entry in listed if text in json.dumps(entry, ensure_ascii=False)]
                    if len(found) < least:
                        await changed.wait()
        except TimeoutError:
            raise AssertionError(
                f"still not so after {timeout} s: {least} of {given['verb']} with {text!r}"
            ) from None
        return found
