"""The dialogue files: can they be used, and do they name whom there is?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.doctor.finding import Found
from bot.errors import StoreUnavailable
from bot.ports import Point
from visitor_gateway.dialogue.check import Known
from visitor_gateway.dialogue.load import check_folder
from visitor_gateway.dialogue.problem import Problem


async def look(found: Found) -> Sequence[Point]:
    """Check the folder in the settings; names of agents and teams too, where the store can be read."""
    folder = found.settings.dialogues.path
    checked = check_folder(folder, known=await _known(found))
    number = len(checked.dialogues)
    points = [_point(problem) for problem in checked.problems]
    return points or [Point(f"dialogues, {number} in {folder}")]


async def _known(found: Found) -> Known:
    if found.parts is None:
        return Known()
    directory = found.parts.directory
    try:
        agents = [one.agent.id for one in await directory.agents.statuses(found.parts.clock.now())]
        teams = [one.team.name for one in await directory.teams.teams()]
    except StoreUnavailable:
        return Known()
    return Known(agents=frozenset(map(str, agents)), teams=frozenset(map(str, teams)))


def _point(problem: Problem) -> Point:
    place = f"{problem.file}, line {problem.line}" if problem.line else problem.file
    card = f"Card '{problem.card}': " if problem.card else ""
    return Point(
        f"dialogues, {place}", problem.severity == "warning", f"{card}{problem.reason}. {problem.remedy}"
    )
