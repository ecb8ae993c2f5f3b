"""The table of what can be done from a thread, and what is read off it."""

from __future__ import annotations

import pytest

from bot.adapters.slack.render import MENU_OPTIONS
from bot.conversation import Conversation, State, ThreadStatus, decisions
from bot.conversation.acting import act
from bot.conversation.actions import ROWS, TABLE, WORDS, Action, Place, Standing, Way, on_card, shortcuts
from bot.conversation.asking import NO_RANKS, Asked, Ranks, refusal
from bot.conversation.helping import help_text
from bot.events import (
    AgentAccepted,
    AgentCard,
    AnyEvent,
    ConversationEnded,
    FallbackShown,
    FollowUpOpened,
    NoteWritten,
    NotRelayed,
    OfferDeclined,
)
from bot.ids import AgentId, Person, ThreadNumber
from bot.thread_actions.table import FORMS
from tests.conversation.scenes import EVERY, NOW, ONE, STRANGER, after, agent_card, conversation, words


ADA = agent_card().person


def follow_up() -> Conversation:
    """Nobody took it; a team has a thread about it."""
    team = AgentCard(id=AgentId("sales"), name="sales", person=Person(""), inbox=agent_card().inbox)
    opened = FollowUpOpened(at=NOW, thread=ThreadNumber(2), team=team)
    return after(conversation(State.ROUTING), EVERY[FallbackShown], opened)[0]


def asked(action: Action, who: Person = ADA, ranks: Ranks = NO_RANKS, thread: int = 1) -> Asked:
    return Asked(action, ThreadNumber(thread), who, NOW, ranks)


# --- the table


def test_every_action_has_one_row_and_every_word_one_action() -> None:
    assert [row.action for row in ROWS] == list(TABLE)
    assert set(TABLE) == set(Action)
    assert len(WORDS) == sum(len(row.words) for row in ROWS)
    assert all(word == word.casefold() for word in WORDS)


def test_what_is_shown_works_there_and_can_be_pressed() -> None:
    for row in ROWS:
        assert row.shown <= row.works
        assert bool(row.shown) == (row.place is not Place.NOWHERE)


@pytest.mark.parametrize("status", list(ThreadStatus))
def test_no_menu_is_longer_than_slack_allows(status: ThreadStatus) -> None:
    assert len(on_card(status, Place.MORE)) <= MENU_OPTIONS


def test_the_message_menu_is_short_and_its_names_fit() -> None:
    """https://docs.slack.dev/reference/app-manifest: "A maximum of 10 shortcuts"; menus cut longer names."""
    assert 1 <= len(shortcuts()) <= 10
    assert all(len(row.shortcut) <= 24 for row in shortcuts())


def test_whatever_asks_or_goes_on_by_a_form_has_one() -> None:
    assert set(FORMS) == {row.action for row in ROWS if row.way is Way.FORM or row.asks}


# --- who may, and where


def test_in_the_thread_of_a_follow_up_every_agent_is_as_if_assigned() -> None:
    now = follow_up()
    number = ThreadNumber(len(now.threads))
    end = Asked(Action.END, number, STRANGER, NOW, Ranks(frozenset([Standing.AGENT])))
    assert "not there any more" in refusal(now, end)
    assert "Only agents" in refusal(now, end._replace(ranks=NO_RANKS))


def test_an_agent_who_is_not_on_the_conversation_is_a_bystander_to_it() -> None:
    other = asked(Action.END, STRANGER, Ranks(frozenset([Standing.AGENT])))
    assert refusal(conversation(State.LIVE), other) == "This one is for Ada."


@pytest.mark.parametrize(
    ("state", "typed", "says"),
    [
        (State.LIVE, "!join", "You are on this conversation already"),
        (State.LIVE, "!takeover", "You are on this conversation already"),
        (State.ENDED, "!join", "This conversation has ended."),
    ],
)
def test_an_agent_is_not_told_that_their_own_thread_is_for_somebody_else(
    state: State, typed: str, says: str
) -> None:
    assert told(state, typed).startswith(says)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("!join", "Only agents can do this. `/livechat admin list` shows who can make you one"),
        ("!takeover", "Only leads of the team and admins can take a chat over. You may join it."),
        ("!end", "This one is for Ada."),
    ],
)
def test_somebody_else_is_told_for_whom_it_is(typed: str, says: str) -> None:
    assert told(State.LIVE, typed, STRANGER).startswith(says)


# --- typed


def reply(state: State, text: str, who: Person = ADA) -> list[AnyEvent]:
    return list(decisions.reply(conversation(state), ONE, words(text, who)))


@pytest.mark.parametrize(
    ("state", "text", "kind"),
    [
        (State.OFFERED, "!accept", AgentAccepted),
        (State.OFFERED, "!decline", OfferDeclined),
        (State.OFFERED, "!end", OfferDeclined),
        (State.LIVE, "!end", ConversationEnded),
        (State.LIVE, "!close", ConversationEnded),
        (State.LIVE, "!Note key account", NoteWritten),
        (State.ENDED, "!note key account", NoteWritten),
    ],
)
def test_what_is_typed_does_what_the_button_does(state: State, text: str, kind: type[AnyEvent]) -> None:
    (event,) = reply(state, text)
    assert isinstance(event, kind)


def test_a_note_may_be_typed_by_anybody_and_is_theirs() -> None:
    (note,) = reply(State.LIVE, "!note I know her", STRANGER)
    assert isinstance(note, NoteWritten)
    assert (note.person, note.text, note.author) == (STRANGER, "I know her", "")


def told(state: State, text: str, who: Person = ADA) -> str:
    (event,) = reply(state, text, who)
    assert isinstance(event, NotRelayed)
    return event.told


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("!edn", "I don't know `!edn`. Did you mean `!end`?"),
        ("!noet she is here", "Did you mean `!note`?"),
        ("!xyzzy", "I don't know `!xyzzy`. `!help`"),
        ("!a`b*c", "I don't know `!ab*c`."),
    ],
)
def test_a_typing_error_gets_the_nearest_word(typed: str, says: str) -> None:
    assert says in told(State.LIVE, typed)


def test_the_nearest_word_is_one_that_works_here() -> None:
    assert "`!accept`" in told(State.OFFERED, "!acept")
    assert "Did you mean" not in told(State.LIVE, "!acept")


def test_help_lists_what_works_here_and_now_for_whoever_asks() -> None:
    first, second, *words = told(State.LIVE, "!help").splitlines()
    assert first == "What you reply here goes to the visitor."
    assert second == "`// text` is a note that stays inside."
    assert words[0] == "`!end` ends the conversation."
    assert "`!note text` writes a note that stays inside." in words
    assert words[-1] == "`!help` shows this."
    assert "`!accept`" in told(State.OFFERED, "!help")
    assert "`!end`" not in told(State.OFFERED, "!help")
    ended = told(State.ENDED, "!help")
    assert "does not go to the visitor" in ended
    assert "`!end`" not in ended
    assert "`!end`" not in told(State.LIVE, "!help", STRANGER)


@pytest.mark.parametrize("state", [State.OFFERED, State.LIVE, State.ENDED])
def test_every_word_that_works_for_the_agent_is_in_the_help_and_no_other(state: State) -> None:
    c = conversation(state)
    text = help_text(c, asked(Action.HELP))
    for row in ROWS:
        allowed = row.may & {Standing.ASSIGNED, Standing.BYSTANDER}
        works = bool(row.words and allowed and c.thread(ONE).status in row.works)
        assert (bool(row.words) and f"\n`!{row.words[0]}" in text) == works


def test_a_press_in_a_thread_that_never_was_is_not_known() -> None:
    assert "don't know" in act(conversation(State.LIVE), asked(Action.NOTE, thread=9)).told
