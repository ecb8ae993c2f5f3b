"""Every bench runs, and its report has the promised shape. Nothing here looks at a number: machines differ."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from rich.console import Console
from typer.testing import CliRunner

from tests.benchmarks import machine
from tests.benchmarks.__main__ import app
from tests.benchmarks.bench import Bench, Load, run
from tests.benchmarks.row import Line, percentile, row
from tests.benchmarks.rows import BENCHES
from tests.benchmarks.table import Report, as_table


TINY = Load(
    seconds=0.2, rounds=1, visitors=2, crowd=2, idle=2, connected=2, rate=20, events=20, agents=12, storm=2
)
MAY_BE_NOTHING = {"idle.visitor", "page.shift", "page.stored"}
LINE = Line(key="t", what="turns", unit="1/s", reach=1.0, better="more", beside="the floor")


@pytest.mark.timeout(60)  # each starts several processes
@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.name)
def test_every_bench_runs_and_measures_all_of_its_lines(bench: Bench) -> None:
    advanced: list[None] = []
    rows = run(bench, TINY, lambda: advanced.append(None))
    assert [one.what for one in rows] == [line.what for line in bench.lines]
    assert len(advanced) == bench.sides(TINY)
    assert all(one.ours.median > 0 or one.name in MAY_BE_NOTHING for one in rows)


def test_the_sides_take_turns() -> None:
    order: list[str] = []

    def side(name: str) -> dict[str, float]:
        order.append(name)
        return {"t": 1.0}

    bench = Bench("b", (LINE,), ours=lambda _: side("ours"), floor=lambda _: side("floor"))
    run(bench, Load(rounds=2), lambda: None)
    assert order == ["floor", "ours", "floor", "ours"]


def test_a_row_has_medians_spread_and_their_ratio() -> None:
    made = row("b", LINE, [30.0, 10.0, 20.0], [10.0, 5.0, 20.0])
    assert (made.ours.median, made.ours.low, made.ours.high) == (20.0, 10.0, 30.0)
    assert (made.ratio, made.reached) == (2.0, True)


def test_a_row_without_a_floor_is_bounded_by_its_own_number() -> None:
    line = Line(key="s", what="start", unit="s", reach=2, better="less", bounds="ours")
    made = row("b", line, [3.0], [])
    assert (made.floor, made.ratio, made.reached) == (None, None, False)


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([3, 1, 2, 4], 0.5) == 3
    assert percentile([7], 0.99) == 7


def test_the_report_is_a_table_and_json(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["--only", "widget", "--json", str(tmp_path / "report.json")])
    assert done.exit_code == 0, done.output
    report = msgspec.json.decode((tmp_path / "report.json").read_bytes(), type=Report)
    assert [one.name for one in report.rows] == ["widget.before", "widget.all"]
    assert report.left_out == {}
    assert report.machine.cores >= 1
    assert report.load["rounds"] == Load().rounds


def test_an_unknown_bench_is_refused_by_name() -> None:
    done = CliRunner().invoke(app, ["--only", "speed"])
    assert done.exit_code == 2
    assert "speed" in done.output


def test_the_table_names_both_sides_the_ratio_and_what_is_to_be_reached() -> None:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(as_table([row("b", LINE, [20.0], [10.0])]))
    shown = captured.get()
    assert "the floor" in shown
    assert "2.00" in shown


def test_the_machine_says_what_it_is() -> None:
    assert "Python" in str(machine.this())
