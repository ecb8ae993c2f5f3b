"""The law of the conversation, as a table of its own: every pair of state and event, legal or not."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest
from msgspec.structs import replace

from bot.conversation import State, ThreadStatus, receive
from bot.effects import (
    BindThread,
    ClearTimer,
    CompleteDialogue,
    CountAnswered,
    Delivery,
    OpenThread,
    PickAgent,
    PostNotice,
    PostToThread,
    PostTranscript,
    RefreshCard,
    ReleaseAgent,
    SetTimer,
    TimerName,
    Whisper,
)
from bot.errors import IllegalEvent
from bot.events import (
    AgentAccepted,
    AnyEvent,
    ConversationEnded,
    DeliveryCaughtUp,
    DeliveryLate,
    LiveChatRequested,
    NotRelayed,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    PickVoided,
    ThreadFailed,
    ThreadOpened,
    VisitorWrote,
    snake_case,
)
from bot.ids import AgentId, ThreadNumber, VisitorId
from tests.conversation.scenes import (
    EVERY,
    NOW,
    ONE,
    PATH,
    after,
    agent_card,
    conversation,
    ref,
    requested,
    started,
    terms,
)


ANY_TIME = "routing>routing queued>queued offered>offered live>live follow_up>follow_up ended>ended"
LEGAL = {
    "conversation_started": "new>dialogue",
    "card_shown": "dialogue>dialogue",
    "goal_reached": "dialogue>dialogue",
    "attributes_set": "dialogue>dialogue",
    "link_opened": f"dialogue>dialogue {ANY_TIME}",
    "visitor_answered": "dialogue>dialogue",
    "live_chat_requested": "dialogue>routing",
    "visitor_wrote": "routing>routing queued>queued offered>offered live>live follow_up>follow_up",
    "offer_made": "routing>offered queued>offered live>live",
    "visitor_queued": "routing>queued",
    "pick_voided": "routing>routing queued>routing live>live",
    "offer_declined": "offered>routing live>live",
    "offer_expired": "offered>routing live>live",
    "offer_withdrawn": "live>live",
    "agent_sent_away": ANY_TIME,
    "agent_removed": "offered>routing live>routing",
    "agent_accepted": "routing>live queued>live offered>live live>live",
    "agent_joined": "live>live",
    "agent_assigned": "live>live",
    "agent_left": "live>live",
    "transfer_requested": "live>live",
    "transfer_ended": "live>live",
    "thread_replaced": "offered>offered live>live",
    "agent_wrote": "live>live",
    "visitor_sent_file": "routing>routing queued>queued offered>offered live>live",
    "agent_edited": ANY_TIME,
    "agent_deleted": ANY_TIME,
    "agent_reacted": ANY_TIME,
    "file_attached": "live>live",
    "agent_sent_file": ANY_TIME,
    "file_not_fetched": ANY_TIME,
    "note_written": ANY_TIME,
    "attributes_edited": ANY_TIME,
    "conversation_scored": ANY_TIME,
    "transcript_asked": ANY_TIME,
    "not_relayed": ANY_TIME,
    "thread_opened": ANY_TIME,
    "thread_failed": "offered>routing live>routing",
    "page_visited": f"dialogue>dialogue {ANY_TIME}",
    "visitor_left": ANY_TIME,
    "visitor_returned": ANY_TIME,
    "agent_reminded": "offered>offered live>live",
    "delivery_late": ANY_TIME,
    "delivery_caught_up": ANY_TIME,
    "fallback_shown": "routing>follow_up queued>follow_up offered>follow_up",
    "follow_up_left": "follow_up>follow_up",
    "follow_up_opened": "follow_up>follow_up ended>ended",
    "idle_warned": "live>live",
    "conversation_reopened": "ended>routing",
    "visitor_rated": "ended>ended",
    "erasure_asked": "ended>ended",
    "attributes_given": f"dialogue>dialogue {ANY_TIME}",
    "conversation_ended": "dialogue>ended routing>ended queued>ended offered>ended live>ended follow_up>ended",
}
"""By event: the states in which it may happen, and where it leads."""

PAIRS = list(itertools.product(State, get_args(AnyEvent)))


def leads_to(state: State, event: str) -> State | None:
    """What the table above says."""
    arrows = dict(arrow.split(">") for arrow in LEGAL[event].split())
    return State(arrows[state]) if state in arrows else None


def test_every_event_has_its_row_and_its_example() -> None:
    kinds = get_args(AnyEvent)
    assert {snake_case(kind.__name__) for kind in kinds} == set(LEGAL)
    assert set(EVERY) == set(kinds)
    assert set(PATH) == set(State)


@pytest.mark.parametrize(("state", "kind"), PAIRS, ids=lambda one: getattr(one, "__name__", str(one)))
def test_an_event_leads_where_the_table_says_or_changes_nothing(state: State, kind: type[AnyEvent]) -> None:
    before = conversation(state)
    target = leads_to(state, snake_case(kind.__name__))
    if target is None:
        with pytest.raises(IllegalEvent) as refused:
            receive(before, EVERY[kind])
        assert (refused.value.state, refused.value.event) == (state, kind.__name__)
        assert before == conversation(state)
    else:
        now, _ = receive(before, EVERY[kind])
        assert (now.state, now.version) == (target, before.version + 1)


@pytest.mark.parametrize("state", list(State))
def test_each_scene_stands_where_it_says(state: State) -> None:
    assert conversation(state).state is state


def test_a_request_starts_the_wait_and_picks_an_agent() -> None:
    _, effects = after(conversation(State.DIALOGUE), EVERY[LiveChatRequested])
    assert effects == [
        CompleteDialogue(visitor=VisitorId("v1"), dialogue="welcome"),
        SetTimer(name=TimerName.WAIT, after=300_000),
        PickAgent(pools=("everybody",)),
    ]


def test_an_offer_opens_a_thread_with_the_transcript_so_far_and_a_window() -> None:
    now, effects = after(conversation(State.DIALOGUE), requested(), EVERY[OfferMade])
    inbox = agent_card().inbox
    assert effects[3:] == [
        ClearTimer(name=TimerName.PICKED),
        OpenThread(channel=inbox, thread=ONE),
        PostTranscript(channel=inbox, thread=ONE, upto=now.version),
        SetTimer(name=TimerName.OFFER, after=100_000),
    ]


@pytest.mark.parametrize("asked_after", [0, 200_000, 400_000, -3_600_000])
def test_the_accept_window_is_whole_whatever_clocks_say_and_only_the_waits_own_timer_cuts_it_short(
    asked_after: int,
) -> None:
    offer = OfferMade(at=NOW + asked_after, thread=ONE, agent=agent_card())
    _, effects = after(conversation(State.DIALOGUE), requested(), offer)
    assert SetTimer(name=TimerName.OFFER, after=100_000) in effects
    assert not [
        effect for effect in effects if isinstance(effect, ClearTimer) and effect.name is TimerName.WAIT
    ]


@pytest.mark.parametrize("missed", [OfferDeclined, OfferExpired])
def test_the_next_agent_is_asked_and_never_the_same_again(missed: type[AnyEvent]) -> None:
    now, effects = after(conversation(State.OFFERED), EVERY[missed])
    assert now.thread(ONE).status is (
        ThreadStatus.DECLINED if missed is OfferDeclined else ThreadStatus.MISSED
    )
    answered = [CountAnswered(agent=AgentId("ada"))] if missed is OfferDeclined else []
    assert effects == [
        ClearTimer(name=TimerName.OFFER),
        ClearTimer(name=TimerName.OFFER_REMINDER),
        *answered,
        RefreshCard(channel=agent_card().inbox, thread=ONE),
        ReleaseAgent(),
        PickAgent(pools=("everybody",), exclude=(AgentId("ada"),)),
    ]


def test_after_the_last_offer_nobody_is_picked_and_the_conversation_gives_up() -> None:
    _, effects = after(
        conversation(State.DIALOGUE), requested(terms(max_offers=1)), EVERY[OfferMade], EVERY[OfferDeclined]
    )
    assert effects[-2:] == [ReleaseAgent(), SetTimer(name=TimerName.GIVE_UP, after=0)]


@pytest.mark.parametrize("state", [State.OFFERED, State.LIVE])
def test_a_failed_thread_begins_the_wait_and_the_count_of_offers_anew(state: State) -> None:
    failed = ThreadFailed(at=NOW + 7, thread=ONE, reason="channel_not_found")
    now, effects = after(conversation(state), failed)
    assert (now.waiting_since, now.offers, now.thread(ONE).status) == (NOW + 7, {}, ThreadStatus.FAILED)
    assert SetTimer(name=TimerName.WAIT, after=300_000) in effects
    assert PickAgent(pools=("everybody",), exclude=(AgentId("ada"),)) in effects


def test_a_void_pick_is_given_back_and_repeated() -> None:
    before, _ = after(conversation(State.DIALOGUE), requested())
    _, effects = after(before, EVERY[PickVoided])
    assert effects == [ReleaseAgent(), PickAgent(pools=("everybody",))]


def test_accepting_ends_the_waiting() -> None:
    _, effects = after(conversation(State.OFFERED), EVERY[AgentAccepted])
    assert effects[:2] == [ClearTimer(name=TimerName.OFFER), ClearTimer(name=TimerName.WAIT)]


@pytest.mark.parametrize("state", [State.OFFERED, State.LIVE])
def test_the_visitors_words_go_to_the_thread_under_their_name(state: State) -> None:
    named, _ = after(
        conversation(State.NEW), started(first_name="Grace", last_name="Hopper"), *PATH[state][1:]
    )
    _, effects = after(named, EVERY[VisitorWrote])
    assert effects == [
        PostToThread(channel=agent_card().inbox, thread=ONE, author="Grace Hopper", text="Hello?")
    ]


def test_words_between_two_agents_are_left_to_the_next_transcript() -> None:
    _, effects = after(conversation(State.ROUTING), EVERY[VisitorWrote])
    assert effects == []


@pytest.mark.parametrize("state", [State.ROUTING, State.OFFERED, State.LIVE, State.ENDED])
def test_an_opened_thread_is_bound_and_its_card_mended_if_it_is_stale(state: State) -> None:
    now, effects = after(conversation(state), EVERY[ThreadOpened])
    refresh = [] if state is State.OFFERED else [RefreshCard(channel=agent_card().inbox, thread=ONE)]
    assert effects == [BindThread(thread=ONE, ref=ref()), *refresh]
    assert now.thread(ONE).ref == ref()


def test_what_was_not_relayed_is_told_only_to_its_writer() -> None:
    _, effects = after(conversation(State.LIVE), EVERY[NotRelayed])
    assert [type(effect) for effect in effects] == [Whisper]


@pytest.mark.parametrize("state", [State.ROUTING, State.OFFERED, State.LIVE, State.ENDED])
def test_a_delay_is_remembered_until_it_is_over_and_then_told_in_the_thread(state: State) -> None:
    late, effects = after(conversation(state), EVERY[DeliveryLate])
    assert (late.late_since, late.late_thread, effects) == (NOW - 30_000, ONE, [])
    now, (notice,) = after(late, EVERY[DeliveryCaughtUp])
    assert now == replace(conversation(state), version=now.version)
    assert isinstance(notice, PostNotice)
    assert (notice.thread, notice.channel) == (ONE, agent_card().inbox)
    assert "held up" in notice.text


@pytest.mark.parametrize("state", [State.DIALOGUE, State.ROUTING, State.OFFERED, State.LIVE])
def test_the_end_gives_the_place_back_and_clears_every_timer_but_those_of_what_still_arrives(
    state: State,
) -> None:
    _, effects = after(conversation(state), EVERY[ConversationEnded])
    assert ReleaseAgent() in effects
    cleared = {effect.name for effect in effects if isinstance(effect, ClearTimer)}
    assert cleared == set(TimerName) - {TimerName.UNPARK, TimerName.LATE, TimerName.SENT_AWAY}
    assert not [effect for effect in effects if isinstance(effect, SetTimer)]


def test_only_a_live_thread_hears_a_line_about_the_end() -> None:
    for state, lines in ((State.LIVE, 1), (State.OFFERED, 0), (State.ROUTING, 0), (State.DIALOGUE, 0)):
        _, effects = after(conversation(state), EVERY[ConversationEnded])
        assert sum(isinstance(effect, PostNotice) for effect in effects) == lines


def test_an_agent_who_ends_is_not_told_that_it_ended() -> None:
    ended = ConversationEnded(at=NOW, by="agent", reason="agent_ended")
    _, effects = after(conversation(State.LIVE), ended)
    assert [type(effect) for effect in effects if isinstance(effect, Delivery)] == [RefreshCard]


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.OFFERED, ThreadStatus.WITHDRAWN),
        (State.LIVE, ThreadStatus.CLOSED),
        (State.ROUTING, ThreadStatus.DECLINED),
    ],
)
def test_the_end_closes_the_thread_that_was_open(state: State, status: ThreadStatus) -> None:
    now, _ = after(conversation(state), EVERY[ConversationEnded])
    assert now.thread(ONE).status is status


def test_a_thread_that_was_never_opened_is_an_index_error() -> None:
    for number in (0, -1, 2):
        with pytest.raises(IndexError):
            conversation(State.OFFERED).thread(ThreadNumber(number))
