"""All that can be well is well; a hostile or missing world is a list of points, and never a traceback."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from aiohttp import web
from msgspec.structs import replace

from config.settings import Settings, Slack
from tests.doctor.conftest import by_socket, ill, looked, served, with_secrets
from tests.fake_slack import FakeSlack
from tests.listening import listening
from tests.terminal import Type, Typed
from tests.typed import command_line, environment


NOBODY_YET = {"at least one agent", "an agent who is available"}
"""What a Threadline that was never set up lacks."""
SEEN_RUNNING = {
    "public address: reachable",
    "public address: WebSocket",
    "Slack: signed requests",
    "Store",
    "Delivery",
}


async def test_all_is_well_by_http_but_for_the_agents_who_are_not_there_yet(settings: Settings) -> None:
    begun: list[str] = []
    async with served(settings):
        points = await looked(settings, begun=begun.append)
    assert ill(points) == NOBODY_YET
    assert points.keys() >= SEEN_RUNNING
    assert all(points[name].remedy == "" for name in SEEN_RUNNING)
    assert begun == [
        "This machine",
        "Store",
        "Public address",
        "Slack",
        "Microsoft Teams",
        "Dialogues",
        "Routing",
    ]


async def test_all_is_well_by_socket_mode_and_the_running_one_keeps_its_events(
    settings: Settings, slack: FakeSlack
) -> None:
    settings = by_socket(settings, slack)
    async with served(settings):
        points = await looked(settings)
        assert len(slack.sockets.connections) == 1
    assert ill(points) == NOBODY_YET
    assert points["Slack: Socket Mode"].remedy == ""


async def test_before_the_start_what_can_be_seen_is_well_and_the_rest_is_said_to_follow(
    settings: Settings, slack: FakeSlack
) -> None:
    points = await looked(by_socket(settings, slack))
    assert ill(points) == NOBODY_YET
    assert "Start threadline serve" in points["Threadline runs"].remedy.replace("`", "")
    assert points["Slack: Socket Mode"].well
    assert slack.sockets.connections == []


async def test_a_port_of_somebody_else_is_named(settings: Settings) -> None:
    async with listening(web.Application(), settings.server.port):
        points = await looked(settings)
    assert "belongs to another program" in points["Threadline runs"].remedy


async def test_a_world_that_answers_nonsense_brings_points_alone(settings: Settings, port: int) -> None:
    """Slack, our own address and the public one all answer the same rubbish."""

    async def rubbish(_: web.Request) -> web.Response:
        return web.Response(
            body=b"\xff\xfe<html>", content_type="application/json", headers={"Date": "never"}
        )

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", rubbish)
    there = f"http://127.0.0.1:{port}"
    settings = with_secrets(settings, redis_url=None)
    async with listening(app, settings.server.port):
        points = await looked(replace(settings, slack=Slack(api_url=f"{there}/")))
    assert ill(points) == {"Threadline runs", "Slack: bot token"}


# --- at the terminal


@pytest.fixture
def typed(tmp_path: Path, port: int) -> Type:
    """Types the command in an empty folder, as a process of its own: it sets up logging for all of it."""
    environ = {**environment(tmp_path, {}), "THREADLINE_PORT": str(port)}

    def run(*words: str | Path) -> Typed:
        command = [*command_line(".venv/bin/threadline doctor"), *map(str, words)]
        done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return Typed(done.returncode, done.stdout, done.stderr)

    return run


def test_lines_for_people_end_with_the_verdict(typed: Type) -> None:
    said = typed()
    assert said.status == 0
    assert "\nSlack\n  !  Slack: bot token: No Slack is connected." in said.out
    assert said.out.endswith("\nEverything is well.\n")


def test_json_for_programs_has_every_point_and_the_status_says_whether_something_is_to_be_mended(
    typed: Type, tmp_path: Path
) -> None:
    (tmp_path / "threadline.yaml").write_text("server:\n  port: 99999\nsite:\n  nmae: x\n")
    said = typed("--json")
    assert said.status == 1
    told = json.loads(said.out)
    assert told["well"] is False
    [section] = told["sections"]
    assert [point["well"] for point in section["points"]] == [False, False]
    assert re.search(r"threadline.yaml:2: server.port: found '99999'", section["points"][0]["remedy"])


def test_it_leaves_nothing_behind(typed: Type, tmp_path: Path) -> None:
    typed("--json")
    assert list(tmp_path.iterdir()) == []
