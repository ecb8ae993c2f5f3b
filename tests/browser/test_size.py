"""What a visitor has to load, compressed, in bytes. The numbers are promises of the design."""

from __future__ import annotations

import re

from visitor_gateway.widget import served


BEFORE_OPENING = 2_560
IN_ALL = 15 * 1024
WHAT_FEW_NEED = 5 * 1024
WATCHING = 3 * 1024
"""On top, on sites with a dialogue that speaks up by itself."""


def test_what_loads_with_the_page_stays_below_two_and_a_half_kilobytes() -> None:
    assert len(served.assets()[served.LAUNCHER].gzipped) <= BEFORE_OPENING


def test_what_watches_for_a_dialogue_that_speaks_up_stays_below_three_kilobytes() -> None:
    assert len(served.watching_launcher().gzipped) <= BEFORE_OPENING
    assert len(served.assets()[served.PROACTIVE].gzipped) <= WATCHING


def test_all_that_is_needed_to_chat_stays_below_fifteen_kilobytes() -> None:
    launcher = served.watching_launcher()
    assert len(launcher.gzipped) + len(served.assets()[served.CHAT].gzipped) <= IN_ALL


def test_what_few_visitors_need_is_apart_and_stays_below_five_kilobytes() -> None:
    assert len(served.assets()[served.MORE].gzipped) <= WHAT_FEW_NEED


def test_nothing_is_loaded_twice() -> None:
    loaded = [module for script in served.SCRIPTS for module in served.modules(script)]
    assert [module for module in loaded if loaded.count(module) > 1] == ["icon.js"] * 2


def test_no_name_is_declared_by_two_modules_that_are_joined() -> None:
    declared = re.compile(r"^(?:export )?(?:class|const|function|let) (\w+)", re.MULTILINE)
    for script in served.SCRIPTS:
        sources = [(served.HERE / module).read_text("utf-8") for module in served.modules(script)]
        names = [name for source in sources for name in declared.findall(source)]
        borrowed = served.lent() if script == served.MORE else []
        assert len([*names, *borrowed]) == len({*names, *borrowed})


def test_every_module_is_served() -> None:
    joined = {module for script in served.SCRIPTS for module in served.modules(script)}
    assert joined == {path.name for path in served.HERE.glob("*.js")}


def test_the_style_sheet_lost_its_blanks_and_nothing_else() -> None:
    for script in served.SCRIPTS:
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
