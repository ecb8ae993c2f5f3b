"""Open modals and Home tabs: a stack of at most three views for each user, and one Home each."""

from __future__ import annotations

import secrets
from collections import defaultdict

from .errors import Refused
from .world import Installation, Json, User, World


STACK = 3
"""https://docs.slack.dev/surfaces/modals: one modal may hold up to three views at a time."""


class Modals:
    def __init__(self, world: World) -> None:
        self._world = world
        self._stacks: dict[str, list[Json]] = defaultdict(list)
        self._homes: dict[str, Json] = {}
        self.by_id: dict[str, tuple[User, Json]] = {}

    def top(self, user: User) -> Json | None:
        stack = self._stacks[user.id]
        return stack[-1] if stack else None

    def home(self, user: User) -> Json | None:
        return self._homes.get(user.id)

    def open(self, install: Installation, user: User, view: Json) -> Json:
        """A new modal, which takes the place of an open one."""
        self.clear(user)
        return self._add(install, user, view)

    def push(self, install: Installation, user: User, view: Json) -> Json:
        stack = self._stacks[user.id]
        if not stack:
            raise Refused("not_found")
        if len(stack) >= STACK:
            raise Refused("push_limit_reached")
        return self._add(install, user, view)

    def publish(self, install: Installation, user: User, view: Json, expected: object = None) -> Json:
        old = self._homes.get(user.id)
        if expected and old and old["hash"] != expected:
            raise Refused("hash_conflict")
        shaped = self._shape(install, user, view, old["id"] if old else self._world.ids.new("V"))
        self._homes[user.id] = shaped
        self.by_id[shaped["id"]] = (user, shaped)
        return shaped

    def update(
        self, install: Installation, view: Json, *, view_id: object, external_id: object, expected: object
    ) -> Json:
        """Replace a view that is open, or in its user's Home."""
        user, old = self._find(install, view_id, external_id)
        if expected and expected != old["hash"]:
            raise Refused("hash_conflict")
        shaped = self._shape(install, user, view, old["id"])
        for name in ("root_view_id", "previous_view_id"):
            shaped[name] = old[name]
        # What was typed stays in the inputs that are still there under the same ids.
        shaped["state"] = old["state"]
        old.clear()
        old.update(shaped)
        return old

    def _find(self, install: Installation, view_id: object, external_id: object) -> tuple[User, Json]:
        for user, view in self.by_id.values():
            wanted = view["id"] == view_id if view_id else external_id and view["external_id"] == external_id
            if wanted and user.team is install.team:
                return user, view
        raise Refused("not_found")

    def pop(self, user: User) -> None:
        stack = self._stacks[user.id]
        if stack:
            del self.by_id[stack.pop()["id"]]

    def clear(self, user: User) -> None:
        while self._stacks[user.id]:
            self.pop(user)

    def _add(self, install: Installation, user: User, view: Json) -> Json:
        external = view.get("external_id")
        if external and any(
            v["external_id"] == external and u.team is install.team for u, v in self.by_id.values()
        ):
            raise Refused("duplicate_external_id")
        stack = self._stacks[user.id]
        shaped = self._shape(install, user, view, self._world.ids.new("V"))
        if stack:
            shaped["root_view_id"], shaped["previous_view_id"] = stack[0]["id"], stack[-1]["id"]
        stack.append(shaped)
        self.by_id[shaped["id"]] = (user, shaped)
        return shaped

    def _shape(self, install: Installation, user: User, view: Json, view_id: str) -> Json:
        defaults = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "close": None,
            "submit": None,
        }
        for block in view["blocks"]:
            block.setdefault("block_id", secrets.token_urlsafe(3))
        return {
            **defaults,
            "clear_on_close": False,
            "notify_on_close": False,
            "title": {"type": "plain_text", "text": "View Title"},
            **view,
            "id": view_id,
            "team_id": user.team.id,
            "app_id": install.app_id,
            "app_installed_team_id": user.team.id,
            "bot_id": install.bot_id,
            "root_view_id": view_id,
            "previous_view_id": None,
            "state": {"values": {}},
            "hash": f"{self._world.ids.ts()}.{secrets.token_hex(4)}",
        }
