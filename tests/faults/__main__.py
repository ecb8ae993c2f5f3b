"""``python -m tests.faults --seconds 600 --seed 7``: runs as long as one likes. Status 0 only when the ledger is clean."""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.faults.breakages.table import TABLE
from tests.faults.rig import run
from tests.faults.town import BOTH, Platform, Way


class Where(StrEnum):
    """Where the agents are."""

    SLACK = "slack"
    TEAMS = "teams"
    BOTH = "both"


PLATFORMS: dict[Where, tuple[Platform, ...]] = {
    Where.SLACK: ("slack",),
    Where.TEAMS: ("teams",),
    Where.BOTH: BOTH,
}

console = Console(highlight=False, soft_wrap=True)
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    seconds: Annotated[float, typer.Option(min=1, help="How long things are broken, for each seed.")] = 60,
    seed: Annotated[int | None, typer.Option(help="The first seed. Default: any.")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds, one after the other.")] = 1,
    visitors: Annotated[int, typer.Option(min=1)] = 8,
    agents: Annotated[int, typer.Option(min=1)] = 8,
    socket_mode: Annotated[
        bool | None,
        typer.Option("--socket-mode/--http", help="How Slack's events come. Default: the seed says it."),
    ] = None,
    platform: Annotated[
        Where, typer.Option(help="Where the agents are; half in each of both.", case_sensitive=False)
    ] = Where.SLACK,
    only: Annotated[
        list[str] | None, typer.Option(help="Only these faults, by name; repeat the option.")
    ] = None,
    rolling: Annotated[
        bool, typer.Option("--rolling", help="No faults: restart everything, one after the other.")
    ] = False,
    keep: Annotated[Path | None, typer.Option(help="Keep the processes' logs in this folder.")] = None,
) -> None:
    """Break things, and compare what everybody was told with what the others saw."""
    unknown = set(only or ()) - set(TABLE)
    if unknown:
        raise typer.BadParameter(f"unknown faults {sorted(unknown)}; there are {', '.join(TABLE)}")
    way: Way | None = None if socket_mode is None else "socket_mode" if socket_mode else "http"
    first = seed if seed is not None else random.SystemRandom().randrange(10_000)
    dirty = []
    for number in range(first, first + seeds):
        with tempfile.TemporaryDirectory() as temporary:
            folder = (keep or Path(temporary)) / str(number)
            shutil.rmtree(folder, ignore_errors=True)  # a run begins with an empty store
            folder.mkdir(parents=True)
            with console.status(f"seed {number}, {seconds:g} s") as status:
                outcome = asyncio.run(
                    run(
                        number,
                        seconds,
                        folder,
                        way=way,
                        platforms=PLATFORMS[platform],
                        visitors=visitors,
                        agents=agents,
                        only=only or (),
                        rolling=rolling,
                        progress=lambda what, n=number: status.update(f"seed {n}, {seconds:g} s: {what}"),  # type: ignore[misc]  # a default binds it
                    )
                )
        console.print(str(outcome), markup=False)
        if not outcome.verdict.clean:
            dirty.append(number)
    console.print(f"{seeds - len(dirty)} of {seeds} seeds clean" + (f"; not clean: {dirty}" if dirty else ""))
    sys.exit(1 if dirty else 0)


if __name__ == "__main__":
    app()
