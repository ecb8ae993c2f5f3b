"""What a visitor has to load, compressed, in bytes. The numbers are promises of the design."""

from __future__ import annotations

import re

import pytest

from visitor_gateway.widget import served


BEFORE_OPENING = 2_560
IN_ALL = 15 * 1024
A_PART = 4 * 1024
"""What only some visitors need, each part of it."""
WATCHING = 3 * 1024
"""On top, on sites with a dialogue that speaks up by itself."""


def test_what_loads_with_the_page_stays_below_two_and_a_half_kilobytes() -> None:
    assert len(served.assets()[served.LAUNCHER].gzipped) <= BEFORE_OPENING


def test_what_watches_for_a_dialogue_that_speaks_up_stays_below_three_kilobytes() -> None:
    assert len(served.watching_launcher().gzipped) <= BEFORE_OPENING
    assert len(served.assets()[served.PROACTIVE].gzipped) <= WATCHING


@pytest.mark.parametrize("language", served.LANGUAGES)
def test_all_that_is_needed_to_chat_in_one_language_stays_below_fifteen_kilobytes(language: str) -> None:
    loaded = [
        served.watching_launcher(),
        served.assets()[served.CHAT],
        served.assets()[f"languages/{language}.js"],
    ]
    assert sum(len(one.gzipped) for one in loaded) <= IN_ALL


@pytest.mark.parametrize("part", served.PARTS)
def test_what_only_some_visitors_need_is_apart_and_stays_below_four_kilobytes(part: str) -> None:
    assert len(served.assets()[part].gzipped) <= A_PART


def test_nothing_is_loaded_twice() -> None:
    loaded = [module for script in served.SCRIPTS for module in served.modules(script)]
    assert [module for module in loaded if loaded.count(module) > 1] == ["icon.js"] * 2


def test_no_name_is_declared_by_two_modules_that_are_joined() -> None:
    declared = re.compile(r"^(?:export )?(?:class|const|function|let) (\w+)", re.MULTILINE)
    for script in served.SCRIPTS:
        sources = [(served.HERE / module).read_text("utf-8") for module in served.modules(script)]
        names = [name for source in sources for name in declared.findall(source)]
        borrowed = served.lent(script) if script in served.PARTS else []
        assert len([*names, *borrowed]) == len({*names, *borrowed})


def test_every_module_is_served() -> None:
    joined = {module for script in served.SCRIPTS for module in served.modules(script)} | set(served.words())
    assert joined == {str(path.relative_to(served.HERE)) for path in served.HERE.rglob("*.js")}


def test_the_table_of_parts_names_those_that_are_served() -> None:
    table = (served.HERE / "parts.js").read_text("utf-8")
    assert tuple(re.findall(r'import\("\./([^"]*)"\)', table)) == served.PARTS


def test_the_style_sheet_lost_its_blanks_and_nothing_else() -> None:
    for script in (one for one in served.SCRIPTS if one not in {served.STREAM, "signals.js"}):
        sources = "".join((served.HERE / module).read_text("utf-8") for module in served.modules(script))
        sheets = [re.findall(r"replaceSync\(`([^`]*)`", text) for text in (sources, served.joined(script))]
        assert len(sheets[0]) == len(sheets[1]) == 1
        before, after = (re.sub(r"\s", "", sheet) for [sheet] in sheets)
        assert before == after
        assert len(sheets[1][0]) < len(sheets[0][0])


def test_comments_and_imports_are_left_out() -> None:
    for script in served.SCRIPTS:
        assert not re.search(r"/\*|^//", served.joined(script), re.MULTILINE)
        assert set(re.findall(r'from"\./(.*?)"', served.joined(script))) <= {served.CHAT}
