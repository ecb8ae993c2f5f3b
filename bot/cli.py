"""The command line: ``threadline serve``, ``demo``, ``doctor``, ``report``, ``manifest``, ``desk link``, ``dialogue ...``."""

from __future__ import annotations

import asyncio
import os
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot import dialogue_cli, manifest_cli, slack_cli
from bot.adapters.desk.links import sign_link
from bot.adapters.desk.names import desk_person
from bot.app import LINK_AGE, Part
from bot.doctor.command import doctor
from bot.errors import BadInput, CannotStart, PlatformError, StoreUnavailable
from bot.logs import set_up
from bot.open_files import raise_limit
from bot.options import ConfigFile, err
from bot.report_cli import report
from bot.secret_file import secret_in
from bot.serving import Announcement, serve
from config.load import load
from config.problem import SettingsError
from config.settings import Desk, Settings, Store
from visitor_gateway.server import own_url


DEMO_HEEDS = ("THREADLINE_PORT", "THREADLINE_HOST", "THREADLINE_IDENTITY_SECRET")
"""Of the environment: the rest may belong to what runs in earnest."""
MUTE = """Nobody can answer visitors yet: neither Slack, nor Teams, nor the desk is connected.
Slack: "threadline manifest slack" makes the app; then set THREADLINE_SLACK_BOT_TOKEN and THREADLINE_SLACK_APP_TOKEN.
Teams: docs/teams.md leads to THREADLINE_TEAMS_APP_ID, THREADLINE_TEAMS_PASSWORD and THREADLINE_TEAMS_TENANT.
The desk, a page in your browser: set desk.enabled and desk.people in threadline.yaml.
To look around first: "threadline demo"."""

app = typer.Typer(
    help="Live chat for people who live in Slack and Microsoft Teams.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
desk = typer.Typer(help="The desk: answering from a browser page.", no_args_is_help=True)
app.add_typer(manifest_cli.app, name="manifest")
app.add_typer(desk, name="desk")
app.add_typer(dialogue_cli.app, name="dialogue")
app.add_typer(slack_cli.app, name="slack")


class Only(StrEnum):
    """What a process can be limited to."""

    GATEWAY = "gateway"
    BOT = "bot"


def main() -> None:
    """Run the command line. Expected mistakes end with a sentence and status 1, never with a traceback."""
    try:
        app(prog_name="threadline")
    except (SettingsError, CannotStart, StoreUnavailable, PlatformError, BadInput) as error:
        err.print(f"threadline: {error}", style="red", markup=False)
        raise SystemExit(1) from None


@app.command("serve")
def serve_command(
    config: ConfigFile = None,
    only: Annotated[
        Only | None,
        typer.Option(help="Serve visitors only, or agents only. Several processes share one REDIS_URL."),
    ] = None,
) -> None:
    """Serve visitors and agents, until Ctrl-C or SIGTERM."""
    settings = load(config, os.environ)
    parts: frozenset[Part] = frozenset({only.value} if only else {"gateway", "bot"})
    _run(settings, parts)


@app.command()
def demo(
    data: Annotated[Path, typer.Option(help="Where the demo keeps its conversations.")] = Path("data/demo"),
) -> None:
    """Show a whole conversation on this machine, with no account anywhere: you are the visitor, and the agent."""
    given = load(None, {k: v for k, v in os.environ.items() if k in DEMO_HEEDS})
    settings = Settings(
        site=given.site,
        server=given.server,
        store=Store(data_directory=str(data)),
        desk=Desk(enabled=True, people=("robin",)),
        log=given.log,
        secrets=given.secrets,
    )
    _run(settings, frozenset({"gateway", "bot"}), demo=True)


def _run(settings: Settings, parts: frozenset[Part], *, demo: bool = False) -> None:
    set_up("warning" if demo else settings.log.level, settings.log.format)
    raise_limit()

    def announce(said: Announcement) -> None:
        _announce(said, demo=demo)

    try:
        import uvloop
    except ImportError:  # there is none for Windows
        asyncio.run(serve(settings, parts, announce, own_the_desk=demo))
    else:
        uvloop.run(serve(settings, parts, announce, own_the_desk=demo))


def _announce(said: Announcement, *, demo: bool) -> None:
    lines = (
        [f"Website with the widget   {said.url}/"]
        if said.with_sample
        else [f"Serving at                {said.url}"]
    )
    lines += [f"Desk of {name:<17} {link}" for name, link in said.desk.items()]
    if demo:
        lines += [
            "",
            "Open both. Be the visitor in the one and the agent in the other.",
            "Ctrl-C ends the demo; nothing is lost.",
        ]
    if said.is_mute:
        lines += ["", MUTE]
    elif said.install:
        lines += [
            "",
            "Slack: the app is installed nowhere yet. Who opens this link installs it, and is an admin:",
            said.install,
        ]
    elif said.claim:
        lines += ["", "There is no admin yet. The first one types:", *_claims(said)]
    typer.echo("\n".join(["", *lines, ""]))


def _claims(said: Announcement) -> list[str]:
    """The command that makes the first admin, as each platform wants it typed."""
    claim = f"admin claim {said.claim}"
    slash = [f"/livechat {claim}"] if said.platforms - {"teams"} else []
    return [*slash, *([f"{claim}  (in the chat with the app in Teams)"] if "teams" in said.platforms else [])]


app.command("doctor")(doctor)
app.command("report")(report)


@desk.command("link")
def link(
    name: Annotated[str, typer.Argument(help="The person, as in desk.people.")],
    config: ConfigFile = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="For how long the link is good.")] = LINK_AGE
    // 86_400,
) -> None:
    """Print the link with which somebody opens the desk."""
    settings = load(config, os.environ)
    if not settings.desk.enabled:
        raise CannotStart(
            "The desk is not served: set desk.enabled to true, and name the people in desk.people."
        )
    kept = settings.secrets.secret
    secret = kept.reveal() if kept else secret_in(Path(settings.store.data_directory))
    where = own_url(settings.server.host, settings.server.port, settings.server.public_url)
    typer.echo(sign_link(secret, desk_person(name), where, days * 86_400))


@app.command("version")
def show_version() -> None:
    """Print the version."""
    typer.echo(version("threadline"))
