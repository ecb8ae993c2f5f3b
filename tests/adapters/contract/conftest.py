"""A scene on each platform."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.contract.abilities import ALL, Name
from tests.adapters.contract.on_desk import on_desk
from tests.adapters.contract.on_slack import on_slack
from tests.adapters.contract.on_teams import on_teams
from tests.adapters.contract.scene import Scene
from tests.conftest import Store


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a scene and does not say on which platform is run on all of them."""
    said = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "scene" in metafunc.fixturenames and not any("scene" in names for names in said):
        metafunc.parametrize("scene", ALL, indirect=True)


@pytest.fixture
async def scene(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> AsyncIterator[Scene]:
    """People on a platform, and our adapter."""
    name: Name = request.param
    match name:
        case "slack":
            async with on_slack(store) as slack:
                yield slack
        case "desk":
            async with on_desk(tmp_path) as desk:
                yield desk
        case "teams":
            async with on_teams(store) as teams:
                yield teams
