"""Emoji shortcodes become characters, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.shortcodes import characters


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (":wave:", "👋"),
        ("Hi :wave: there", "Hi 👋 there"),
        (":+1:", "👍"),
        (":thumbsup:", "👍"),
        (":-1:", "👎"),
        (":slightly_smiling_face:", "🙂"),
        (":simple_smile:", "🙂"),
        (":heart:", "❤️"),
        (":white_check_mark:", "✅"),
        (":flag-se:", "🇸🇪"),
        (":man-shrugging:", "🤷‍♂️"),
        (":wave::skin-tone-3:", "👋🏼"),
        (":man-shrugging::skin-tone-6:", "🤷🏿‍♂️"),
        (":wave::wave:", "👋👋"),
        (":x::o:", "❌⭕"),
        (":wave::skin-tone-2::wave:", "👋🏻👋"),
        (":100:", "💯"),
        ("done:tada:", "done🎉"),
        (":female-technologist:", "👩‍💻"),
        (":male-technologist::skin-tone-4:", "👨🏽‍💻"),
        (":large_green_circle:", "🟢"),
    ],
)
def test_codes_become_what_slack_shows(typed: str, shown: str) -> None:
    assert characters(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "10:30:45",
        "10:100:45",
        "a:b:c",
        "std::x::y",
        ":our_logo:",
        "no codes",
        "::",
        ":",
        "C:\\x:y",
        ":not an emoji:",
    ],
)
def test_what_is_no_emoji_stays_as_it_was_typed(typed: str) -> None:
    assert characters(typed) == typed


def test_a_custom_emoji_beside_a_known_one_stays_readable() -> None:
    assert characters(":our_logo::wave:") == ":our_logo:👋"


def test_a_skin_tone_on_what_has_no_skin_is_dropped() -> None:
    assert characters(":heart::skin-tone-3:") == "❤️"


@given(st.text(alphabet=st.characters(exclude_characters=":")))
def test_a_text_without_colons_is_left_alone(text: str) -> None:
    assert characters(text) == text


@given(st.text(alphabet=":ab-_+19 "))
def test_letters_that_are_in_no_code_survive(text: str) -> None:
    assert characters(text + " w").endswith(" w")
