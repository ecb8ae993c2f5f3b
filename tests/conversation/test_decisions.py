"""What a reply, a button, a timer or a wish means in each state."""

from __future__ import annotations

import pytest

from bot.conversation import Conversation, State, decisions, going, receive, timing
from bot.conversation.actions import ABOVE, AGENTS, TABLE, Action, Standing
from bot.conversation.pick import Pick
from bot.effects import PickAgent, SetTimer, TimerName
from bot.errors import NotNow
from bot.events import (
    AgentAccepted,
    AgentRemoved,
    AgentWrote,
    AnyEvent,
    ConversationEnded,
    DeliveryCaughtUp,
    DeliveryLate,
    FallbackShown,
    NoteWritten,
    NotRelayed,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    PickVoided,
    ThreadFailed,
    TranscriptAsked,
    VisitorWrote,
)
from bot.ids import AgentId, MessageId, ThreadNumber
from tests.conversation.scenes import (
    EVERY,
    NOW,
    ONE,
    STRANGER,
    after,
    agent_card,
    conversation,
    press,
    requested,
    words,
)


S = State
ADA = AgentId("ada")
HANDED_OVER = [S.ROUTING, S.OFFERED, S.LIVE, S.ENDED]


def kinds(events: object) -> list[type[AnyEvent]]:
    """The classes of what was decided."""
    assert isinstance(events, list | tuple)
    return [type(event) for event in events]


# --- the visitor


@pytest.mark.parametrize("state", [S.ROUTING, S.OFFERED, S.LIVE])
def test_the_visitor_may_write_once_the_dialogue_has_handed_over(state: State) -> None:
    events = decisions.visitor_wrote(conversation(state), MessageId("m9"), "Hi", 5)
    assert events == [VisitorWrote(at=5, message=MessageId("m9"), text="Hi")]


@pytest.mark.parametrize(("state", "told"), [(S.DIALOGUE, "question"), (S.ENDED, "ended")])
def test_the_visitor_is_told_why_they_cannot_write(state: State, told: str) -> None:
    with pytest.raises(NotNow, match=told):
        decisions.visitor_wrote(conversation(state), MessageId("m9"), "Hi", 5)


@pytest.mark.parametrize("state", [S.DIALOGUE, S.ROUTING, S.OFFERED, S.LIVE])
def test_the_visitor_may_end_at_any_time(state: State) -> None:
    ended = ConversationEnded(at=5, by="visitor", reason="visitor_ended")
    assert decisions.visitor_ended(conversation(state), 5) == [ended]


def test_ending_twice_is_once() -> None:
    assert decisions.visitor_ended(conversation(S.ENDED), 5) == []


# --- replies


def reply(state: State | Conversation, *arrival: object, text: str = "Hi!") -> list[AnyEvent]:
    """What a reply in the first thread means."""
    c = state if isinstance(state, Conversation) else conversation(state)
    who = STRANGER if arrival else None
    return list(decisions.reply(c, ONE, words(text, who)))


def test_a_reply_to_an_offer_accepts_it() -> None:
    accepted, wrote = reply(S.OFFERED)
    assert accepted == AgentAccepted(at=NOW, thread=ONE, agent=agent_card())
    assert wrote == AgentWrote(
        at=NOW, thread=ONE, agent=agent_card(), message=MessageId("r1"), text="Hi!", sent=NOW - 1
    )


def test_a_reply_in_a_live_thread_goes_to_the_visitor() -> None:
    assert kinds(reply(S.LIVE)) == [AgentWrote]


@pytest.mark.parametrize("state", HANDED_OVER)
@pytest.mark.parametrize("who", [(), (STRANGER,)], ids=["agent", "stranger"])
def test_a_note_stays_a_note_whoever_writes_it_and_whenever(state: State, who: tuple[object, ...]) -> None:
    (note,) = reply(state, *who, text="// she is a key account")
    assert isinstance(note, NoteWritten)
    assert note.text == "she is a key account"


@pytest.mark.parametrize("state", HANDED_OVER)
@pytest.mark.parametrize("text", ["Hi!", "", "/livechat status"])
def test_whoever_is_not_the_agent_does_not_speak(state: State, text: str) -> None:
    (event,) = reply(state, STRANGER, text=text)
    assert event == NotRelayed(at=NOW, thread=ONE, person=STRANGER, why="outsider")


@pytest.mark.parametrize("state", HANDED_OVER)
@pytest.mark.parametrize("text", ["!end", "!accept", "!decline", "!nonsense"])
def test_whoever_is_not_the_agent_does_not_command(state: State, text: str) -> None:
    (event,) = reply(state, STRANGER, text=text)
    assert isinstance(event, NotRelayed)
    assert event.person == STRANGER
    assert "Ada" in event.told or "don't know `!nonsense`" in event.told


@pytest.mark.parametrize("state", HANDED_OVER)
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("!help", "command"),
        ("!nonsense", "unknown_command"),
        ("!note", "command"),
        ("  ", "empty"),
        (" /livechat status", "slash_command"),
    ],
)
def test_what_is_no_words_is_answered_only_to_the_agent(state: State, text: str, why: str) -> None:
    (event,) = reply(state, text=text)
    assert isinstance(event, NotRelayed)
    assert (event.why, event.person) == (why, agent_card().person)


def withdrawn() -> Conversation:
    """The first agent's offer expired; the second one is asked."""
    bob = OfferMade(at=NOW, thread=ThreadNumber(2), agent=agent_card("bob"))
    return after(conversation(S.OFFERED), EVERY[OfferExpired], bob)[0]


def failed_then_ended() -> Conversation:
    """The first agent's thread failed, and then the visitor left."""
    return after(conversation(S.LIVE), EVERY[ThreadFailed], EVERY[ConversationEnded])[0]


def test_a_late_reply_is_not_relayed_and_says_why() -> None:
    for scene, why, told in (
        (conversation(S.ROUTING), "withdrawn", "declined"),
        (withdrawn(), "withdrawn", "time to accept was over"),
        (conversation(S.ENDED), "ended", "has ended"),
        (failed_then_ended(), "ended", "could not be reached"),
    ):
        (event,) = reply(scene, text="Hi!")
        assert isinstance(event, NotRelayed)
        assert event.why == why
        (late,) = reply(scene, text="!end")
        assert isinstance(late, NotRelayed)
        assert told in late.told


def test_the_end_command_ends_a_chat_and_declines_an_offer() -> None:
    assert reply(S.LIVE, text="!end") == [
        ConversationEnded(at=NOW, by="agent", reason="agent_ended", person=agent_card().person)
    ]
    assert reply(S.OFFERED, text="!end") == [OfferDeclined(at=NOW, thread=ONE)]


def test_a_reply_in_a_thread_that_this_snapshot_does_not_know_is_an_index_error() -> None:
    with pytest.raises(IndexError):
        decisions.reply(conversation(S.OFFERED), ThreadNumber(2), words("Hi!"))


# --- buttons


BUTTONS = {
    (S.OFFERED, Action.ACCEPT): AgentAccepted,
    (S.OFFERED, Action.DECLINE): OfferDeclined,
    (S.LIVE, Action.END): ConversationEnded,
    **{(state, Action.TRANSCRIPT): TranscriptAsked for state in (S.OFFERED, S.LIVE, S.ENDED)},
}


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("state", HANDED_OVER)
def test_a_button_acts_where_the_card_shows_it_and_else_says_why_not(state: State, action: Action) -> None:
    heard = decisions.button(conversation(state), press(action))
    expected = BUTTONS.get((state, action))
    assert kinds(heard.events) == ([expected] if expected else [])
    assert bool(heard.told) == (expected is None)


def too_late(*events: AnyEvent, state: State = S.OFFERED) -> str:
    """What Accept says after these."""
    now, _ = after(conversation(state), *events)
    heard = decisions.button(now, press(Action.ACCEPT))
    assert heard.events == ()
    return heard.told


def test_an_old_button_says_what_became_of_the_offer() -> None:
    assert "declined" in too_late(EVERY[OfferDeclined])
    assert "time to accept was over" in too_late(EVERY[OfferExpired])
    assert "withdrawn" in too_late(EVERY[ConversationEnded])
    assert "could not be reached" in too_late(EVERY[ThreadFailed])
    assert "already" in too_late(state=S.LIVE)
    assert "ended" in too_late(EVERY[ConversationEnded], state=S.LIVE)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("state", HANDED_OVER)
def test_somebody_elses_button_does_nothing_and_names_the_agent(state: State, action: Action) -> None:
    heard = decisions.button(conversation(state), press(action, STRANGER))
    assert heard.events == ()
    may = TABLE[action].may
    assert ("Ada" in heard.told) == (may not in (AGENTS, ABOVE) and Standing.BYSTANDER not in may)
    assert ("Only " in heard.told) == (may in (AGENTS, ABOVE))


@pytest.mark.parametrize("thread", [-1, 0, 2])
def test_a_button_of_a_thread_that_never_was_is_not_known(thread: int) -> None:
    heard = decisions.button(conversation(S.OFFERED), press(Action.ACCEPT, thread=thread))
    assert heard.events == ()
    assert "don't know" in heard.told


# --- a removed agent


def test_a_removed_agents_offer_is_withdrawn() -> None:
    gone = going.removed(conversation(S.OFFERED), ADA, 5)
    assert gone == [AgentRemoved(at=5, thread=ONE, agent=ADA)]


def test_a_removed_agents_chat_is_handed_over_where_that_is_wished() -> None:
    gone = going.removed(conversation(S.LIVE), ADA, 5, hand_over=True)
    assert gone == [AgentRemoved(at=5, thread=ONE, agent=ADA, handed_over=True)]
    now, effects = after(conversation(S.LIVE), *gone)
    assert (now.state, now.waiting_since, now.offers) == (S.ROUTING, 5, {})
    assert PickAgent(pools=("everybody",), exclude=(ADA,)) in effects
    assert SetTimer(name=TimerName.WAIT, after=300_000) in effects


@pytest.mark.parametrize("state", [S.ROUTING, S.LIVE, S.ENDED])
def test_a_removed_agents_chat_stays_until_it_ends(state: State) -> None:
    assert list(going.removed(conversation(state), ADA, 5)) == []


def test_another_agents_offer_stays() -> None:
    assert list(going.removed(conversation(S.OFFERED), AgentId("bob"), 5)) == []


# --- timers


ACTS_ON: dict[TimerName, dict[State, list[type[AnyEvent]]]] = {
    TimerName.OFFER: {S.OFFERED: [OfferExpired]},
    TimerName.WAIT: {
        S.ROUTING: [FallbackShown, ConversationEnded],
        S.QUEUED: [FallbackShown, ConversationEnded],
        S.OFFERED: [FallbackShown, ConversationEnded],
    },
    TimerName.GIVE_UP: {S.ROUTING: [FallbackShown, ConversationEnded]},
    TimerName.FOLLOW_UP: {S.FOLLOW_UP: [ConversationEnded]},
    TimerName.PICKED: {},
    TimerName.SENT_AWAY: {},
    TimerName.UNPARK: {},
    TimerName.LATE: {},
    TimerName.IDLE: {},  # these conversations have no limit: see test_members.py
    TimerName.PRESENCE: {},
    TimerName.OFFER_REMINDER: {},  # before the thread is opened there is nothing to be reminded of
    TimerName.REPLY_REMINDER: {},
    TimerName.ERASE: {},
}


@pytest.mark.parametrize("name", list(TimerName))
@pytest.mark.parametrize("state", list(State))
def test_a_timer_acts_only_while_it_still_means_something(state: State, name: TimerName) -> None:
    events = timing.timer(conversation(state), name, 5)
    assert kinds(events) == ACTS_ON[name].get(state, [])
    after(conversation(state), *events)  # and what it says is legal there


@pytest.mark.parametrize(
    ("name", "reason"), [(TimerName.WAIT, "wait_limit"), (TimerName.GIVE_UP, "offers_used_up")]
)
def test_a_missed_conversation_shows_the_sites_fallback_and_why(name: TimerName, reason: str) -> None:
    shown, ended = timing.timer(conversation(S.ROUTING), name, 5)
    assert isinstance(shown, FallbackShown)
    assert (shown.at, shown.reason, shown.text) == (5, reason, "Sorry!")
    assert ended == ConversationEnded(at=5, by="system", reason="missed")


# --- the router's pick

ADA_PICKED = Pick("agent", "ada\neverybody", ADA, "everybody")


def test_a_pick_becomes_the_next_threads_offer() -> None:
    bob = agent_card("bob")
    pick = Pick("agent", "bob\neverybody", bob.id, "everybody")
    events = timing.picked(conversation(S.ROUTING), pick, bob, 0, 5)
    assert events == [OfferMade(at=5, thread=ThreadNumber(2), agent=bob, pool="everybody")]


def test_nobody_to_pick_is_the_fallback_at_once() -> None:
    before, _ = after(conversation(S.DIALOGUE), requested())
    shown, ended = timing.picked(before, Pick("nobody", "nobody"), None, 0, 5)
    assert isinstance(shown, FallbackShown)
    assert shown.reason == "nobody_on_duty"
    assert isinstance(ended, ConversationEnded)


def test_a_picked_agent_who_is_none_any_more_is_void() -> None:
    assert timing.picked(conversation(S.ROUTING), ADA_PICKED, None, 0, 5) == [PickVoided(at=5, agent=ADA)]


@pytest.mark.parametrize("state", [S.DIALOGUE, S.OFFERED, S.LIVE, S.FOLLOW_UP, S.ENDED])
def test_a_pick_is_old_news_once_the_conversation_went_on(state: State) -> None:
    assert list(timing.picked(conversation(state), ADA_PICKED, agent_card(), 0, 5)) == []


# --- deliveries that are late


def test_what_is_late_is_said_once_until_it_goes_on() -> None:
    c = conversation(S.LIVE)
    (late,) = timing.lateness(c, NOW - 31_000, NOW)
    assert late == DeliveryLate(at=NOW, thread=ONE, since=NOW - 31_000)
    c, _ = receive(c, late)
    assert timing.lateness(c, NOW - 31_000, NOW + 1) == []
    (caught_up,) = timing.lateness(c, 0, NOW + 9)
    assert caught_up == DeliveryCaughtUp(at=NOW + 9, thread=ONE, since=NOW - 31_000)
    c, _ = receive(c, caught_up)
    assert timing.lateness(c, 0, NOW + 10) == []


def test_the_end_of_a_delay_is_told_where_the_delay_was() -> None:
    c, _ = receive(conversation(S.OFFERED), DeliveryLate(at=NOW, thread=ONE, since=NOW - 31_000))
    c, _ = receive(c, OfferExpired(at=NOW, thread=ONE))
    c, _ = receive(c, OfferMade(at=NOW, thread=ThreadNumber(2), agent=agent_card("bob")))
    (caught_up,) = timing.lateness(c, 0, NOW + 9)
    assert caught_up == DeliveryCaughtUp(at=NOW + 9, thread=ONE, since=NOW - 31_000)


def test_nothing_is_late_before_anybody_was_asked() -> None:
    assert timing.lateness(conversation(S.DIALOGUE), NOW - 31_000, NOW) == []
