"""``python -m tests.routing.rig --seconds 60 --seed 7``. Status 0 only when the run is clean."""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.routing.rig.run import run


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    seconds: Annotated[float, typer.Option(min=1, help="How long everybody lives.")] = 60,
    seed: Annotated[int | None, typer.Option(help="Whose people. Default: any.")] = None,
    agents: Annotated[int, typer.Option(min=8)] = 50,
    visitors: Annotated[int, typer.Option(min=1)] = 500,
    grace: Annotated[
        float, typer.Option(min=1, help="Seconds beyond the wait limit in which an answer must have come.")
    ] = 6,
) -> None:
    """Let agents come and go, visitors ask, and processes die; and say what was wrong."""
    number = seed if seed is not None else random.SystemRandom().randrange(10_000)
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(
            run(number, seconds, Path(folder), agents=agents, visitors=visitors, grace=grace)
        )
    Console(highlight=False).print(f"seed {number}, {seconds:g} s\n{outcome}", markup=False)
    sys.exit(1 if outcome.wrong else 0)


if __name__ == "__main__":
    app()
