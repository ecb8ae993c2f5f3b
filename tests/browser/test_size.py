"""What a visitor has to load, compressed, in bytes. The numbers are promises of the design."""

from __future__ import annotations

import re

from visitor_gateway.widget import served


BEFORE_OPENING = 2_560
IN_ALL = 15 * 1024


def test_what_loads_with_the_page_stays_below_two_and_a_half_kilobytes() -> None:
    assert len(served.assets()[served.LAUNCHER].gzipped) <= BEFORE_OPENING


def test_all_that_is_needed_to_chat_stays_below_fifteen_kilobytes() -> None:
    scripts = (served.LAUNCHER, served.CHAT)
    assert sum(len(served.assets()[name].gzipped) for name in scripts) <= IN_ALL


def test_no_name_is_declared_by_two_modules_that_are_joined() -> None:
    declared = re.compile(r"^(?:export )?(?:class|const|function|let) (\w+)", re.MULTILINE)
    for script in (served.LAUNCHER, served.CHAT):
        sources = [(served.HERE / module).read_text("utf-8") for module in served.modules(script)]
        names = [name for source in sources for name in declared.findall(source)]
        assert len(names) == len(set(names))


def test_every_module_is_served() -> None:
    joined = {*served.modules(served.LAUNCHER), *served.modules(served.CHAT)}
    assert joined == {path.name for path in served.HERE.glob("*.js")}


def test_the_style_sheet_lost_its_blanks_and_nothing_else() -> None:
    for script in (served.LAUNCHER, served.CHAT):
        sources = "".join((served.HERE / module).read_text("utf-8") for module in served.modules(script))
        sheets = [re.findall(r"replaceSync\(`([^`]*)`", text) for text in (sources, served.joined(script))]
        assert len(sheets[0]) == len(sheets[1]) == 1
        before, after = (re.sub(r"\s", "", sheet) for [sheet] in sheets)
        assert before == after
        assert len(sheets[1][0]) < len(sheets[0][0])


def test_comments_and_imports_are_left_out() -> None:
    for script in (served.LAUNCHER, served.CHAT):
        assert not re.search(r"/\*|^(?:import \{|//)", served.joined(script), re.MULTILINE)
