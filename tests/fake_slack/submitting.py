"""What a modal does after it was submitted: https://docs.slack.dev/surfaces/modals#handling_submissions."""

from __future__ import annotations

from tests.fakes.outcome import Outcome

from . import views
from .errors import Refused
from .interactions import Answer
from .platform import Platform
from .world import Json, User


def submitted(platform: Platform, user: User, view: Json, outcome: Outcome) -> Answer:
    """Close, change or keep the modal as the app answered; a bad answer keeps it and shows trouble."""
    if not outcome.ok:
        return Answer(
            ok=False, status=outcome.status, reason=outcome.reason, text="We had some trouble connecting."
        )
    body = outcome.body or {}
    try:
        errors = _apply(platform, user, view, body)
    except Refused as refused:
        return Answer(ok=False, status=outcome.status, body=body, reason=refused.error)
    platform.changes.notify()
    return Answer(ok=not errors, status=outcome.status, body=body, errors=errors)


def _apply(platform: Platform, user: User, view: Json, body: Json) -> Json:
    install = user.team.installed
    if install is None:
        raise Refused("no_service")
    match body.get("response_action"):
        case None if not body:
            platform.modals.pop(user)
        case "clear":
            platform.modals.clear(user)
        case "errors":
            return _errors(view, body.get("errors"))
        case "update":
            new = views.checked(body.get("view"), "modal")
            platform.modals.update(install, new, view_id=view["id"], external_id=None, expected=None)
        case "push":
            platform.modals.push(install, user, views.checked(body.get("view"), "modal"))
        case _:
            raise Refused("invalid_response_action")
    return {}


def _errors(view: Json, errors: object) -> Json:
    ids = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= ids:
        raise Refused("invalid_errors")
    return errors
