"""Which of the addresses that Slack names we speak to."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from aiohttp import web

from bot.adapters.slack.listeners import SlackListeners
from bot.adapters.slack.reachable import may_answer, may_send_token
from tests.adapters.recorder import Recorder
from tests.adapters.slack.scene import send
from tests.fake_slack import FakeSlack
from tests.listening import ENDS_WITHIN


OURS = "http://127.0.0.1:4000/api/"


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.png", True),
        ("https://slack.com/upload", True),
        ("https://files.slack-gov.com/upload/v1/x", True),
        ("http://127.0.0.1:4000/files-pri/T1-F1/a.png", True),
        ("http://files.slack.com/files-pri/T1-F1/a.png", False),
        ("https://files.slack.com.evil.example/", False),
        ("https://notslack.com/", False),
        ("https://files.slack.com@evil.example/", False),
        ("http://169.254.169.254/latest/", False),
        ("", False),
    ],
)
def test_our_token_goes_to_slack_alone(url: str, *, may: bool) -> None:
    assert may_send_token(url, OURS) is may


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://hooks.slack.com/actions/T1/2/x", True),
        ("https://hooks.slack-gov.com/commands/T1/2/x", True),
        ("http://127.0.0.1:4000/response/1", True),
        ("http://hooks.slack.com/actions/T1/2/x", False),
        ("https://hooks.slack.com.evil.example/", False),
        ("https://notslack.com/", False),
        ("https://evil.example/?.slack.com", False),
        ("https://hooks.slack.com@evil.example/", False),
        ("http://127.0.0.1:4001/", True),
        ("http://localhost:4001/", True),
        ("http://[::1]:4001/", True),
        ("https://localhost:4001/", False),
        ("http://127.0.0.2:4000/", False),
        ("http://169.254.169.254/latest/", False),
        ("https://10.0.0.1/", False),
        ("file:///etc/passwd", False),
        ("//hooks.slack.com/", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_slack_is_answered(url: str, may: bool) -> None:
    assert may_answer(url, OURS) is may


async def test_an_answer_never_goes_where_a_forged_command_says(
    slack: FakeSlack, listeners: SlackListeners, recorder: Recorder
) -> None:
    asked: list[str] = []

    async def inside(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_post("/inside", inside)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=ENDS_WITHIN)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.2", 0).start()
    url = f"http://127.0.0.2:{runner.addresses[0][1]}/inside"
    recorder.says = "This is for you alone."
    press = {
        "type": "block_actions",
        "user": {"id": "U1"},
        "actions": [{"action_id": "threadline_accept", "value": "c-7f|1"}],
        "response_url": url,
    }
    assert await send(slack, urlencode({"payload": json.dumps(press)}).encode(), form=True) == 200
    await listeners.close(patience=5.0)
    await runner.cleanup()
    assert len(recorder.presses) == 1
    assert asked == []
