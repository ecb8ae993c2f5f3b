"""A login that refuses us is told with the variable that is wrong, and what to do."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from bot.adapters.teams.errors import Answer
from bot.adapters.teams.login_errors import managed_remedy, secret_remedy


def answer(**content: Any) -> Answer:
    return Answer(401, {}, msgspec.json.encode(content))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (7000222, ["THREADLINE_TEAMS_PASSWORD has expired", "new client secret", "restart"]),
        (7000215, ["THREADLINE_TEAMS_PASSWORD", "Value", "not its Secret ID"]),
        (700016, ["THREADLINE_TEAMS_APP_ID", "THREADLINE_TEAMS_TENANT", "Application (client) ID"]),
        (90002, ["THREADLINE_TEAMS_TENANT", "Directory (tenant) ID"]),
        (900023, ["THREADLINE_TEAMS_TENANT", "Directory (tenant) ID"]),
        (7000112, ["THREADLINE_TEAMS_APP_ID", "Enable it"]),
        (53003, ["Conditional Access"]),
        (50196, ["AADSTS50196", "THREADLINE_TEAMS_APP_ID", "THREADLINE_TEAMS_PASSWORD"]),
    ],
)
def test_each_refusal_names_the_variable_and_the_remedy(number: int, said: list[str]) -> None:
    described = answer(error="invalid_client", error_description=f"AADSTS{number}: words. Trace ID: 1")
    for given in (described, answer(error="invalid_client", error_codes=[number])):
        assert [text for text in said if text not in secret_remedy(given)] == []


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"error_codes": []}', b'{"error_description": 7}'])
def test_a_refusal_without_a_number_is_told_too(body: bytes) -> None:
    assert "THREADLINE_TEAMS_PASSWORD" in secret_remedy(Answer(400, {}, body))


def test_a_machine_without_the_identity_is_told_what_to_assign() -> None:
    said = managed_remedy(answer(error="invalid_request", error_description="Identity not found"))
    assert "THREADLINE_TEAMS_APP_ID" in said
    assert "teams.managed_identity" in said
