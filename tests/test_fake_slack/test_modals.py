"""Modals and the Home tab, with the real Bolt on the other side."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import FakeSlack
from tests.listening import listening

from .conftest import Receiver, error_of


View = dict[str, Any]


def plain(text: str) -> View:
    return {"type": "plain_text", "text": text}


def field(name: str, kind: str = "plain_text_input", **fields: Any) -> View:
    element = {"type": kind, "action_id": name, **fields}
    return {"type": "input", "block_id": f"b-{name}", "label": plain(name.title()), "element": element}


def modal(*blocks: View, title: str = "Visitor", **fields: Any) -> View:
    return {
        "type": "modal",
        "title": plain(title),
        "submit": plain("Save"),
        "blocks": list(blocks),
        "callback_id": "v",
        **fields,
    }


@pytest.fixture
async def bolt(slack: FakeSlack, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """The real Bolt, mounted as in production and connected."""
    bolt = AsyncApp(client=client, signing_secret=slack.signing_secret)

    async def inbound(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/events", inbound)
    async with listening(app) as origin:
        await slack.connect(f"{origin}/slack/events")
        yield bolt


def opening(bolt: AsyncApp, view: View) -> None:
    @bolt.command("/livechat")
    async def open_it(ack: AsyncAck, body: View, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)


async def test_a_modal_opens_takes_values_and_closes(slack: FakeSlack, bolt: AsyncApp) -> None:
    taken: list[View] = []
    opening(bolt, modal(field("email"), field("plan", initial_value="free")))

    @bolt.view("v")
    async def take(ack: AsyncAck, view: View) -> None:
        taken.append(view["state"]["values"])
        await ack()

    ann = slack.user("Ann Lee")
    await ann.types("/livechat")
    opened = await slack.until(lambda: ann.modal)
    assert opened is not None
    assert (opened.title, opened.inputs) == ("Visitor", ("Email", "Plan"))
    assert (await ann.submits({"Email": "z@x.test"})).ok
    assert ann.modal is None
    assert taken[0]["b-email"]["email"]["value"] == "z@x.test"
    assert taken[0]["b-plan"]["plan"]["value"] == "free"


async def test_errors_keep_the_modal_open(slack: FakeSlack, bolt: AsyncApp) -> None:
    opening(bolt, modal(field("email")))

    @bolt.view("v")
    async def refuse(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"b-email": "That is no address."})

    ann = slack.user("Ann Lee")
    await ann.types("/livechat")
    await slack.until(lambda: ann.modal)
    answer = await ann.submits({"email": "x"})
    assert (answer.ok, answer.errors) == (False, {"b-email": "That is no address."})
    assert ann.modal is not None


async def test_an_empty_required_input_is_not_even_sent(slack: FakeSlack, bolt: AsyncApp) -> None:
    opening(bolt, modal(field("email")))
    ann = slack.user("Ann Lee")
    await ann.types("/livechat")
    await slack.until(lambda: ann.modal)
    assert (await ann.submits()).errors == {"b-email": "Please complete this required field."}
    with pytest.raises(LookupError, match="no input called phone"):
        await ann.submits({"phone": "1"})


async def test_a_submission_may_update_push_and_clear(slack: FakeSlack, bolt: AsyncApp) -> None:
    opening(bolt, modal(field("a")))
    answers: list[View] = [
        {"response_action": "update", "view": modal(field("b"), title="Second")},
        {"response_action": "push", "view": modal(field("c"), title="Third")},
        {"response_action": "clear"},
    ]

    @bolt.view("v")
    async def step(ack: AsyncAck) -> None:
        await ack(**answers.pop(0))

    ann = slack.user("Ann Lee")
    await ann.types("/livechat")
    titles = []
    for name in ("a", "b", "c"):
        shown = await slack.until(lambda: ann.modal)
        assert shown is not None
        titles.append(shown.title)
        assert (await ann.submits({name: "x"})).ok
    assert (titles, ann.modal) == (["Visitor", "Second", "Third"], None)


async def triggers(slack: FakeSlack, receiver: Receiver, number: int) -> list[str]:
    await slack.connect(receiver.url)
    ann = slack.user("Ann Lee")
    for _ in range(number):
        await ann.types("/livechat")
    return [body["trigger_id"] for body in receiver.bodies]


async def test_a_trigger_works_once(slack: FakeSlack, client: AsyncWebClient, receiver: Receiver) -> None:
    (trigger,) = await triggers(slack, receiver, 1)
    view = modal(field("a"))
    await client.views_open(trigger_id=trigger, view=view)
    assert await error_of(client.views_open(trigger_id=trigger, view=view)) == "exchanged_trigger_id"
    assert await error_of(client.views_open(trigger_id="1.2.abc", view=view)) == "invalid_trigger_id"


async def test_a_trigger_lives_three_seconds(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    (trigger,) = await triggers(slack, receiver, 1)
    slack.clock.advance(3.1)
    assert (
        await error_of(client.views_open(trigger_id=trigger, view=modal(field("a")))) == "expired_trigger_id"
    )


async def test_three_views_are_the_most(slack: FakeSlack, client: AsyncWebClient, receiver: Receiver) -> None:
    first, *more, last = await triggers(slack, receiver, 4)
    view = modal(field("a"))
    await client.views_open(trigger_id=first, view=view)
    for trigger in more:
        await client.views_push(trigger_id=trigger, view=view)
    assert await error_of(client.views_push(trigger_id=last, view=view)) == "push_limit_reached"


async def test_an_update_with_an_old_hash_is_a_conflict(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    (trigger,) = await triggers(slack, receiver, 1)
    view = (await client.views_open(trigger_id=trigger, view=modal(field("a"), external_id="x")))["view"]
    new = (
        await client.views_update(external_id="x", hash=view["hash"], view=modal(field("a"), external_id="x"))
    )["view"]
    assert new["id"] == view["id"]
    update = client.views_update(view_id=view["id"], hash=view["hash"], view=modal(field("a")))
    assert await error_of(update) == "hash_conflict"
    assert await error_of(client.views_update(view_id="V1", view=modal(field("a")))) == "not_found"


@pytest.mark.parametrize(
    "view",
    [
        modal(field("a"), title="x" * 25),
        modal(field("a"), private_metadata="x" * 3001),
        modal(field("a"), submit=None),
        modal(field("a"), colour="red"),
        modal(field("a", "banner")),
        {"type": "home", "blocks": []},
    ],
    ids=["title", "metadata", "submit", "property", "element", "type"],
)
async def test_a_malformed_view_is_refused(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver, view: View
) -> None:
    (trigger,) = await triggers(slack, receiver, 1)
    assert await error_of(client.views_open(trigger_id=trigger, view=view)) == "invalid_arguments"


async def test_closing_is_told_only_if_asked_for(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    quiet, loud = await triggers(slack, receiver, 2)
    ann = slack.user("Ann Lee")
    for trigger, notify in ((quiet, False), (loud, True)):
        await client.views_open(trigger_id=trigger, view=modal(field("a"), notify_on_close=notify))
        await ann.closes()
    assert [b["type"] for b in receiver.bodies if "type" in b] == ["view_closed"]


async def test_a_home_is_published_shown_and_clicked(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    ann = slack.user("Ann Lee")
    await ann.opens_home()
    await slack.settled()
    button = {"type": "button", "action_id": "away", "text": plain("Go away")}
    blocks = [
        {"type": "section", "text": plain("You are available")},
        {"type": "actions", "elements": [button]},
    ]
    await client.views_publish(user_id=ann.id, view={"type": "home", "blocks": blocks})
    home = ann.home
    assert home is not None
    assert (home.text, home.buttons) == ("You are available", ("Go away",))
    await ann.presses("Go away", on=home)
    event, click = receiver.bodies
    assert (event["event"]["type"], event["event"]["tab"]) == ("app_home_opened", "home")
    assert click["container"] == {"type": "view", "view_id": home.view["id"]}
    assert "response_url" not in click
