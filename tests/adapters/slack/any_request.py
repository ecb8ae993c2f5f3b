"""Any request: what Slack could send, and much that it could not. Strategies, and how to spoil what is lawful."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from hypothesis import strategies as st

from bot.adapters.slack.identity import ID
from tests.fake_slack import FakeSlack, Seen
from tests.fake_slack.human import Human
from tests.fake_slack.outcome import Kind


Json = Any
Path = Sequence[str | int]

ANY_SIGN = st.characters(exclude_categories=())
"""Of every plane, with halves of pairs, turning marks, signs that are not assigned, and NUL."""
LETTERS = st.text(ANY_SIGN, max_size=30)
NAMES = st.sampled_from([
    "type", "event", "event_id", "team_id", "api_app_id", "authorizations", "channel", "ts", "thread_ts", "text", "user",
    "user_id", "bot_id", "subtype", "hidden", "tokens", "bot", "actions", "action_id", "value", "container", "command",
    "response_url", "payload", "view", "callback_id", "challenge", "state", "token", "id", "enterprise", "ssl_check",
])  # fmt: skip
KINDS = st.sampled_from([
    "event_callback", "url_verification", "app_rate_limited", "block_actions", "view_submission", "view_closed",
    "block_suggestion", "shortcut", "message_action", "interactive_message", "dialog_submission", "workflow_step_edit",
    "message", "user_change", "app_uninstall", "reaction_added", "app_home_opened", "nonsense",
])  # fmt: skip
IDS = st.sampled_from(["U0NOBODY", "D0NOWHERE", "T0OTHER", "A0OTHER", "1.1", "1700000000.000100", "c1|1", ""])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats()
    | KINDS
    | IDS
    | LETTERS
    | st.sampled_from(["x" * 1_000, "\ud800", "<@U1>" * 50, "<!channel>", "../../etc", "{{7*7}}"])
)
ANYTHING: st.SearchStrategy[Json] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=20,
)
OBJECTS = st.dictionaries(NAMES, ANYTHING, max_size=8)
PAYLOADS = OBJECTS | st.builds(lambda kind, rest: {**rest, "type": kind}, KINDS, OBJECTS)
"""Objects, most of them of a type that there is."""
BODIES: st.SearchStrategy[bytes] = (
    st.binary(max_size=200)
    | LETTERS.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | ANYTHING.map(lambda value: json.dumps(value).encode())
    | PAYLOADS.map(lambda value: json.dumps(value).encode())
)
FORMS: st.SearchStrategy[bytes] = (
    st.lists(st.tuples(NAMES, LETTERS | IDS), max_size=8).map(
        lambda pairs: urlencode(pairs, errors="surrogatepass").encode()
    )
    | (PAYLOADS | ANYTHING).map(lambda value: urlencode({"payload": json.dumps(value)}).encode())
    | st.text("payload=&%+;{}[]\"'0aé\xff", max_size=40).map(lambda text: text.encode("latin-1"))
)
CONTENT_TYPES = st.sampled_from([
    "application/json", "application/json; charset=utf-16", "application/json; charset=klingon", "text/plain",
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=latin-1", "multipart/form-data",
    "multipart/form-data; boundary=x", "", ";;;", "application/octet-stream",
])  # fmt: skip
FORM = "application/x-www-form-urlencoded"


class Lawful(NamedTuple):
    """A request that has an effect."""

    name: str
    kind: Kind
    body: dict[str, Json]
    wrong: Sequence[tuple[Path, st.SearchStrategy[Json]]]
    """The places of it that must be right for that, each with values that are not. Null is as good as nothing, where that may be."""


def without(*kinds: type) -> st.SearchStrategy[Json]:
    """Anything but values of these types."""
    return ANYTHING.filter(lambda value: not isinstance(value, kinds))


NO_TEXT = without(str, type(None))
NO_WORD = without(str)
# Whoever has an id may write a note.
NO_ID = ANYTHING.filter(lambda value: not isinstance(value, str) or not re.fullmatch(ID, value))
ANOTHER_TEAM, ANOTHER_APP = st.just("T0OTHER"), st.just("A0OTHER")


def lawful(slack: FakeSlack, ann: Human, boss: Human, card: Seen) -> Sequence[Lawful]:
    """Requests that have an effect in a live chat of Ann's, whose card this is."""
    ids = {"team_id": slack.team.id, "api_app_id": slack.platform.world.app.app_id}
    return (
        _reply(ids, ann, card),
        _submission(ids, ann, card),
        _press(ids, ann, card),
        _command(ids, ann, boss),
    )


def _reply(ids: dict[str, str], ann: Human, card: Seen) -> Lawful:
    event = {"type": "message", "channel": ann.dm.id, "channel_type": "im", "user": ann.id, "text": "Hi"}
    event |= {"ts": "1700000000.000100", "thread_ts": card.ts}
    team = {"team_id": ids["team_id"]}
    body = {"type": "event_callback", **ids, "authorizations": [team], "event": event}
    return Lawful("reply", "events_api", body, [
        (("type",), ANYTHING), (("event",), ANYTHING), (("event", "type"), ANYTHING), (("event", "ts"), ANYTHING),
        (("event", "channel"), NO_WORD), (("event", "thread_ts"), NO_WORD), (("event", "user"), NO_WORD),
        (("event", "text"), NO_TEXT), (("event", "subtype"), without(type(None))), (("event", "bot_id"), NO_TEXT),
        (("event", "hidden"), without(bool, type(None))), (("authorizations",), without(list, type(None))),
        (("authorizations", 0, "team_id"), NO_TEXT), (("authorizations", 0, "team_id"), ANOTHER_TEAM),
        (("api_app_id",), NO_TEXT), (("api_app_id",), ANOTHER_APP),
    ])  # fmt: skip


def _press(ids: dict[str, str], ann: Human, card: Seen) -> Lawful:
    buttons = next(block for block in card.message.blocks if block["type"] == "actions")["elements"]
    end = {"action_id": "threadline_end", "value": buttons[0]["value"]}
    who = {"user": {"id": ann.id}, "team": {"id": ids["team_id"]}, "api_app_id": ids["api_app_id"]}
    body = {"type": "block_actions", **who, "actions": [end], "container": {}, "response_url": ""}
    return Lawful("press", "interactive", body, [
        (("type",), ANYTHING), (("user",), ANYTHING), (("user", "id"), ANYTHING), (("actions",), ANYTHING),
        (("actions", 0), ANYTHING), (("actions", 0, "action_id"), ANYTHING), (("actions", 0, "value"), ANYTHING),
        (("container",), without(dict, type(None))), (("response_url",), NO_TEXT), (("team",), without(dict, type(None))),
        (("team", "id"), NO_TEXT), (("team", "id"), ANOTHER_TEAM),
        (("api_app_id",), NO_TEXT), (("api_app_id",), ANOTHER_APP),
    ])  # fmt: skip


def _submission(ids: dict[str, str], ann: Human, card: Seen) -> Lawful:
    buttons = next(block for block in card.message.blocks if block["type"] == "actions")["elements"]
    note = {"text": {"any": {"type": "plain_text_input", "value": "she is a key account"}}}
    view = {"id": "V1", "callback_id": "thread/note", "state": {"values": note}}
    view["private_metadata"] = f"{buttons[0]['value']}|0011223344556677"
    who = {"user": {"id": ann.id}, "team": {"id": ids["team_id"]}, "api_app_id": ids["api_app_id"]}
    body = {"type": "view_submission", **who, "view": view}
    return Lawful("submission", "interactive", body, [
        (("type",), ANYTHING), (("user",), ANYTHING), (("user", "id"), NO_ID), (("view",), ANYTHING),
        (("view", "callback_id"), ANYTHING), (("view", "private_metadata"), ANYTHING), (("view", "state"), ANYTHING),
        (("view", "state", "values"), ANYTHING), (("view", "state", "values", "text"), ANYTHING),
        (("view", "state", "values", "text", "any", "value"), NO_WORD),
        (("team",), without(dict, type(None))), (("team", "id"), NO_TEXT), (("team", "id"), ANOTHER_TEAM),
        (("api_app_id",), NO_TEXT), (("api_app_id",), ANOTHER_APP),
    ])  # fmt: skip


def _command(ids: dict[str, str], ann: Human, boss: Human) -> Lawful:
    body = {"command": "/livechat", "text": f"agent remove <@{ann.id}> yes", "user_id": boss.id, **ids}
    return Lawful("command", "slash_commands", body, [
        (("command",), NO_WORD), (("user_id",), ANYTHING), (("text",), NO_WORD), (("response_url",), NO_TEXT),
        (("team_id",), NO_TEXT), (("team_id",), ANOTHER_TEAM),
        (("api_app_id",), NO_TEXT), (("api_app_id",), ANOTHER_APP),
    ])  # fmt: skip


def spoiled(body: dict[str, Json], path: Path, value: Json) -> dict[str, Json]:
    """The same with another value in one place."""
    changed = copy.deepcopy(body)
    inside: Any = changed
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    return changed


def spoiled_requests(of: Sequence[Lawful]) -> st.SearchStrategy[tuple[Kind, dict[str, Json]]]:
    """Requests that are spoiled in one place. Chance may put there what stood there."""
    bodies = [one.body for one in of]
    return st.one_of([
        wrong.map(lambda value, one=one, path=path: (one.kind, spoiled(one.body, path, value)))  # type: ignore[misc]  # defaults bind
        for one in of
        for path, wrong in one.wrong
    ]).filter(lambda shot: shot[1] not in bodies)  # fmt: skip


def encoded(kind: Kind, body: dict[str, Json]) -> tuple[bytes, str]:
    """As it goes over HTTP. A command that holds more than texts is no form, and is sent as the payload of one."""
    if kind == "events_api":
        return json.dumps(body).encode(), "application/json"
    if kind == "slash_commands" and all(isinstance(value, str) for value in body.values()):
        return urlencode(body, errors="surrogatepass").encode(), FORM
    return urlencode({"payload": json.dumps(body)}).encode(), FORM
