"""``threadline manifest``: what Slack and Teams need to create or install the app."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters.slack.shortcuts import SHORTCUTS
from bot.adapters.teams.command_menu import menu
from bot.errors import CannotStart
from config.slack_manifest import one_click, slack_manifest
from config.teams_manifest import Links, teams_manifest, teams_package


app = typer.Typer(help="Print or write what a platform needs to create the app.", no_args_is_help=True)


@app.command("slack")
def slack(
    url: Annotated[
        str | None,
        typer.Option(help="Where Slack reaches you, like https://chat.example.com. Without it: Socket Mode."),
    ] = None,
    socket_mode: Annotated[
        bool,
        typer.Option(
            "--socket-mode",
            help="Socket Mode all the same; --url is then for installing into several workspaces.",
        ),
    ] = False,
    link: Annotated[
        bool,
        typer.Option("--link", help="Print an address to open instead: the app is then made in one click."),
    ] = False,
) -> None:
    """Print the manifest that makes the Slack app in one paste: api.slack.com/apps, Create New App, From a manifest."""
    try:
        text = slack_manifest(url, socket_mode=socket_mode, shortcuts=SHORTCUTS)
    except ValueError as error:
        raise CannotStart(f"--url: {error}") from error
    typer.echo(one_click(text) if link else text, nl=link)


@app.command("teams")
def teams(
    app_id: Annotated[
        str,
        typer.Option(envvar="THREADLINE_TEAMS_APP_ID", help="The Microsoft App ID of the Azure Bot."),
    ],
    website: Annotated[
        str, typer.Option(help="Your website, like https://www.example.com: Teams shows it with the app.")
    ],
    privacy: Annotated[
        str, typer.Option(help="The page with your privacy policy. Default: the website.")
    ] = "",
    terms: Annotated[str, typer.Option(help="The page with your terms of use. Default: the website.")] = "",
    everywhere: Annotated[
        bool,
        typer.Option("--private-channels", help="Let it be added to private and shared channels as well."),
    ] = False,
    output: Annotated[Path, typer.Option(help="The file to write.")] = Path("threadline-teams.zip"),
) -> None:
    """Write the package that installs the app in Teams: Apps, Manage your apps, Upload an app.

    Each package is newer than the last, so that Teams takes it as an update of the same app.
    """
    links = Links(website, privacy or website, terms or website)
    try:
        manifest = teams_manifest(app_id, links, menu(), datetime.now(UTC), everywhere=everywhere)
    except ValueError as error:
        raise CannotStart(f"--{error}") from error
    try:
        output.write_bytes(teams_package(manifest))
    except OSError as error:
        raise CannotStart(f"--output: {output} cannot be written ({error.strerror}).") from error
    typer.echo(
        f"{output}: the app for the bot {manifest['bots'][0]['botId']}, version {manifest['version']}."
    )
