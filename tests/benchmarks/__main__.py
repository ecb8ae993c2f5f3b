"""``python -m tests.benchmarks``: the numbers of the design, each beside its floor, measured in turns in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.benchmarks import machine
from tests.benchmarks.bench import Bench, Load, run
from tests.benchmarks.row import Row
from tests.benchmarks.rows import BENCHES
from tests.benchmarks.table import Report, as_json, as_table


console = Console(highlight=False)
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
USUAL = Load()


@app.command()
def main(
    seconds: Annotated[float, typer.Option(min=0.2, help="How long each side is measured.")] = USUAL.seconds,
    rounds: Annotated[int, typer.Option(min=1, help="How often the sides take turns.")] = USUAL.rounds,
    visitors: Annotated[int, typer.Option(min=1, help="For turns per CPU-second.")] = USUAL.visitors,
    crowd: Annotated[int, typer.Option(min=1, help="For latency with a slow Slack.")] = USUAL.crowd,
    idle: Annotated[int, typer.Option(min=1, help="For memory per visitor.")] = USUAL.idle,
    connected: Annotated[
        int, typer.Option(min=1, help="Visitors for one core; the design says 9000.")
    ] = USUAL.connected,
    rate: Annotated[float, typer.Option(min=1, help="Their messages a second.")] = USUAL.rate,
    events: Annotated[float, typer.Option(min=1, help="Slack's events a second.")] = USUAL.events,
    agents: Annotated[int, typer.Option(min=3, help="For an assignment.")] = USUAL.agents,
    storm: Annotated[
        int, typer.Option(min=1, help="Visitors who come back; the design says 5000.")
    ] = USUAL.storm,
    only: Annotated[list[str] | None, typer.Option(help="Only these, by name; repeat the option.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the report to this file as well.")] = None,
) -> None:
    """Measure, and show a table."""
    load = Load(seconds, rounds, visitors, crowd, idle, connected, rate, events, agents, storm)
    report = measure(chosen(only or ()), load)
    console.print(as_table(report.rows))
    for what, why in report.left_out.items():
        console.print(f"[dim]left out:[/] {what}: {why}")
    console.print(f"[dim]measured on[/] {report.machine}")
    console.print(f"[dim]load[/] {', '.join(f'{name} {value:g}' for name, value in report.load.items())}")
    if json:
        json.write_bytes(as_json(report))


def chosen(names: list[str] | tuple[str, ...]) -> list[Bench]:
    """The benches with these names; all of them for none. Raises `BadParameter`."""
    known = {bench.name: bench for bench in BENCHES}
    if unknown := set(names) - set(known):
        raise typer.BadParameter(f"unknown {sorted(unknown)}; there are {', '.join(known)}")
    return [bench for bench in BENCHES if not names or bench.name in names]


def measure(benches: list[Bench], load: Load) -> Report:
    """Run benches one after the other, with a bar. One that fails is left out, and says why."""
    on = machine.this()
    rows: list[Row] = []
    left_out: dict[str, str] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=sum(bench.sides(load) for bench in benches))
        for bench in benches:
            progress.update(task, description=bench.name)
            try:
                rows += run(bench, load, lambda: progress.advance(task))
            except (RuntimeError, OSError) as error:
                left_out[bench.name] = str(error)
    return Report(machine=on, load=load._asdict(), rows=rows, left_out=left_out)


if __name__ == "__main__":
    app()
