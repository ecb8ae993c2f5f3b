"""What each answer of the connector means for delivery."""

from __future__ import annotations

import msgspec
import pytest

from bot.adapters.teams.errors import BROKEN_PAUSE, Answer, TooLarge, said
from bot.errors import InDoubt, PlatformError, Refused, Throttled, Unreachable
from bot.pauses import DEFAULT_PAUSE, LONGEST_PAUSE


def answer(status: int, code: str = "", **headers: str) -> Answer:
    body = msgspec.json.encode({"error": {"code": code, "message": "a visitor's words"}})
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (answer(302), Unreachable),
        (answer(400, "BadSyntax"), Refused),
        (answer(401, "BotNotRegistered"), Throttled),
        (answer(403, "BotNotInConversationRoster"), Refused),
        (answer(404, "ConversationNotFound"), Throttled),
        (answer(404, "NotFound"), Unreachable),
        (answer(404, ""), Unreachable),
        (answer(404, "MemberNotFoundInConversation"), Refused),
        (answer(405), Refused),
        (answer(408), InDoubt),
        (answer(412, "PreconditionFailed"), Throttled),
        (answer(413, "MessageSizeTooBig"), TooLarge),
        (Answer(413, {}, b"<html>Request Entity Too Large</html>"), TooLarge),
        (answer(429), Throttled),
        (answer(500), InDoubt),
        (Answer(502, {}, b"<html>Bad Gateway</html>"), InDoubt),
        (answer(503), InDoubt),
        (answer(504), InDoubt),
    ],
)
def test_each_answer_has_one_meaning(given: Answer, kind: type[PlatformError]) -> None:
    assert type(said("POST conversations", given)) is kind


def test_a_bot_that_is_not_registered_loses_nothing_and_waits_for_its_admin() -> None:
    error = said("POST conversations", answer(401, "BotNotRegistered"))
    assert isinstance(error, Throttled)
    assert (error.after, error.scope) == (BROKEN_PAUSE, "workspace")


@pytest.mark.parametrize(
    "code",
    ["ConversationBlockedByUser", "BotNotInConversationRoster", "BotDisabledByAdmin", "MessageWritesBlocked"],
)
def test_what_is_forbidden_is_gone(code: str) -> None:
    error = said("POST conversations", answer(403, code))
    assert isinstance(error, Refused)
    assert error.gone
    assert code in error.reason


def test_what_is_missing_twice_is_gone() -> None:
    error = said("POST conversations", answer(404, "ConversationNotFound"), again=True)
    assert isinstance(error, Refused)
    assert error.gone


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0.25", 0.25),
        ("0", 0.0),
        ("", DEFAULT_PAUSE),
        ("soon", DEFAULT_PAUSE),
        ("-1", DEFAULT_PAUSE),
        ("86400", LONGEST_PAUSE),
        ("9" * 400, LONGEST_PAUSE),
    ],
)
def test_the_pause_is_theirs_where_it_can_be_read(retry_after: str, pause: float) -> None:
    error = said("POST conversations", answer(429, Retry_After=retry_after))
    assert isinstance(error, Throttled)
    assert error.after == pause
    assert error.scope == "channel"


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[1]", b"<html>", b'{"error": "text"}', b"\xff", b"[" * 5000]
)
def test_a_body_in_no_shape_that_we_know_says_nothing(body: bytes) -> None:
    assert Answer(500, {}, body).code == ""


def test_no_words_of_theirs_are_kept() -> None:
    assert "visitor's words" not in str(said("POST conversations", answer(400, "BadSyntax")))
