"""What the app answers to what somebody pressed, and what they then see.

https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
and https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/invoking-task-modules.
A 202, a 501, a late or an empty answer is an offence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.outcome import Outcome

from . import card_check, cards
from .dialog import Dialog
from .platform import Platform
from .world import Json, Message, Person


ERROR = "application/vnd.microsoft.error"
TEXT = "application/vnd.microsoft.activity.message"
TROUBLE = "Something went wrong. Please try again."
SIDES = ("small", "medium", "large")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of it. Not `ok`: the person sees that something went wrong, or what is to be corrected in `errors`."""

    ok: bool
    status: int = 0
    text: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    body: Json | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Invoked:
    """The activity, and how it was answered."""

    name: str
    outcome: Outcome


async def invoked(platform: Platform, activity: Json) -> Invoked:
    """Send it, once; note what is wrong with the answer as far as every answer is alike."""
    name = activity["name"]
    outcome = await platform.feed.invoke(activity)
    if outcome.reason == "http_timeout":
        platform.offences.note(f"{name}: answered late")
    elif outcome.reason != "connection_failed" and outcome.status != 200:
        platform.offences.note(f"{name}: answered {outcome.status}, not 200")
    return Invoked(name=name, outcome=outcome)


def _failed(platform: Platform, answered: Invoked, wrong: list[str]) -> Answer:
    outcome = answered.outcome
    if outcome.status == 200:
        platform.offences.note(*(f"{answered.name}: {sentence}" for sentence in wrong))
    reason = outcome.reason or "; ".join(wrong)
    return Answer(ok=False, status=outcome.status, text=TROUBLE, body=outcome.body, reason=reason)


def executed(platform: Platform, person: Person, message: Message, answered: Invoked) -> Answer:
    """A text is shown to them; a card takes the place of the message's, for them alone."""
    outcome = answered.outcome
    if wrong := list(_action_problems(outcome.body)) or outcome.status != 200:
        return _failed(platform, answered, wrong if isinstance(wrong, list) else [])
    body: Json = outcome.body or {}
    match body["type"]:
        case cards.CONTENT_TYPE:
            message.views[person.id] = body["value"]
            platform.changes.notify()
            return Answer(ok=True, status=200, body=body)
        case "application/vnd.microsoft.error":
            return Answer(ok=False, status=200, text=body["value"]["message"], body=body)
        case _:
            return Answer(ok=True, status=200, text=body["value"], body=body)


def _action_problems(body: Any) -> Iterator[str]:
    if not isinstance(body, dict) or set(body) != {"statusCode", "type", "value"}:
        yield f"the body must be {{statusCode, type, value}}, and is {body!r}"
        return
    value = body["value"]
    match body["type"]:
        case cards.CONTENT_TYPE:
            yield from card_check.problems(value)
        case "application/vnd.microsoft.activity.message":
            if not (isinstance(value, str) and value):
                yield f"the text is {value!r}"
        case "application/vnd.microsoft.error":
            if not (isinstance(value, dict) and {"code", "message"} <= set(value)):
                yield f"the error is {value!r}"
        case _:
            yield f"type {body['type']!r}"
    good = body["type"] != ERROR
    if not isinstance(body["statusCode"], int) or good != (body["statusCode"] == 200):
        yield f"statusCode {body['statusCode']!r}"


def fetched(platform: Platform, person: Person, message: Message, answered: Invoked) -> Answer:
    """A dialog opens."""
    body, outcome = answered.outcome.body, answered.outcome
    wrong = list(_task_problems(platform, body))
    if wrong or outcome.status != 200:
        return _failed(platform, answered, wrong)
    return _shown(platform, person, message, body or {})


def submitted(platform: Platform, person: Person, dialog: Dialog, answered: Invoked) -> Answer:
    """The dialog closes where nothing is answered, or shows what is; after trouble it stays as it is."""
    body, outcome = answered.outcome.body, answered.outcome
    if outcome.status == 200 and not body and outcome.text.strip() in ("", "{}"):
        platform.dialogs.pop(person.id, None)
        platform.changes.notify()
        return Answer(ok=True, status=200)
    wrong = list(_task_problems(platform, body))
    if wrong or outcome.status != 200:
        return _failed(platform, answered, wrong)
    return _shown(platform, person, dialog.opener, body or {})


def _shown(platform: Platform, person: Person, message: Message, body: Json) -> Answer:
    task = body["task"]
    text = ""
    if task["type"] == "continue":
        platform.dialogs[person.id] = Dialog(person=person, opener=message, task=task["value"])
    else:
        platform.dialogs.pop(person.id, None)
        text = task["value"]
    platform.changes.notify()
    return Answer(ok=True, status=200, text=text, body=body)


def _task_problems(platform: Platform, body: Any) -> Iterator[str]:
    task = body.get("task") if isinstance(body, dict) else None
    if not isinstance(task, dict) or set(body) - {"task", "responseType"}:
        yield f"the body must be {{task}}, and is {body!r}"
        return
    value = task.get("value")
    match task.get("type"):
        case "message":
            if not (isinstance(value, str) and value):
                yield f"the text is {value!r}"
        case "continue":
            yield from _window_problems(platform, value)
        case _:
            yield f"a task of the type {task.get('type')!r}"


def _window_problems(platform: Platform, value: Any) -> Iterator[str]:
    if not isinstance(value, dict) or set(value) - {"title", "height", "width", "card", "completionBotId"}:
        yield f"a dialog of {sorted(value) if isinstance(value, dict) else value!r}"
        return
    if not (isinstance(value.get("title"), str) and value["title"]):
        yield "a dialog without a title"
    for side in ("height", "width"):
        given = value.get(side, "medium")
        if given not in SIDES and not (type(given) is int and given > 0):
            yield f"a dialog's {side} is {given!r}"
    card = value.get("card")
    if not isinstance(card, dict) or set(card) != {"contentType", "content"}:
        yield f"a dialog's card is {card!r}"
        return
    yield from card_check.problems(card["content"])
    if card_check.size(card["content"]) > platform.settings.largest_card:
        yield "a dialog's card is too large"
