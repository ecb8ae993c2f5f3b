"""views.*: modals and the Home tab."""

from __future__ import annotations

from tests.fake_slack.views import checked
from tests.fake_slack.world import Json

from .method import Context, Method


async def open_view(context: Context) -> Json:
    view = checked(context.args["view"], "modal")
    user = context.platform.interactions.exchange(context.args["trigger_id"], context.team)
    return _done(context, context.platform.modals.open(context.install, user, view))


async def push(context: Context) -> Json:
    view = checked(context.args["view"], "modal")
    user = context.platform.interactions.exchange(context.args["trigger_id"], context.team)
    return _done(context, context.platform.modals.push(context.install, user, view))


async def update(context: Context) -> Json:
    view, args = checked(context.args["view"], "modal", "home"), context.args
    where = {
        "view_id": args.get("view_id"),
        "external_id": args.get("external_id"),
        "expected": args.get("hash"),
    }
    return _done(context, context.platform.modals.update(context.install, view, **where))


async def publish(context: Context) -> Json:
    view = checked(context.args["view"], "home")
    user = context.user("user_id")
    return _done(
        context, context.platform.modals.publish(context.install, user, view, context.args.get("hash"))
    )


def _done(context: Context, view: Json) -> Json:
    context.stored = True
    context.platform.changes.notify()
    return {"view": dict(view)}


METHODS = {
    "views.open": Method(run=open_view, tier=4, required=("trigger_id", "view"), json=True),
    "views.push": Method(run=push, tier=4, required=("trigger_id", "view"), json=True),
    "views.update": Method(run=update, tier=4, required=("view",), json=True),
    "views.publish": Method(run=publish, tier=4, required=("user_id", "view"), json=True),
}
