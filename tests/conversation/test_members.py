"""Who is on a conversation, whose it is, and what each of them is shown."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.conversation import Conversation, State, ThreadStatus, decisions, going, members, replay, timing
from bot.conversation.acting import ended_by_agent
from bot.conversation.card import status_card
from bot.conversation.pick import Pick
from bot.effects import (
    OpenThread,
    PickAgent,
    PostNotice,
    PostToThread,
    PostTranscript,
    ReleaseAgent,
    ReserveAgent,
    SetTimer,
    TimerName,
)
from bot.errors import NotNow
from bot.events import (
    AgentAccepted,
    AgentAssigned,
    AgentDeleted,
    AgentEdited,
    AgentJoined,
    AgentLeft,
    AgentRemoved,
    AgentSentFile,
    AnyEvent,
    ConversationEnded,
    ConversationReopened,
    NotRelayed,
    OfferDeclined,
    OfferMade,
    OfferWithdrawn,
    ThreadFailed,
    ThreadOpened,
    ThreadReplaced,
    TransferEnded,
    VisitorWrote,
)
from bot.ids import AgentId, Identity, MessageId, ThreadNumber
from bot.routing.pools import agent_pool
from tests.conversation.scenes import (
    C1,
    EVERY,
    NOW,
    ONE,
    PATH,
    STRANGER,
    after,
    agent_card,
    conversation,
    ref,
    requested,
    terms,
    words,
)


ADA, BOB, CYD = (agent_card(name) for name in ("ada", "bob", "cyd"))
TWO, THREE = ThreadNumber(2), ThreadNumber(3)


def live(**rules: int) -> Conversation:
    """Ada talks to the visitor."""
    begun, _, *then = PATH[State.LIVE]
    return replay(C1, (begun, requested(terms(**rules)), *then))  # type: ignore[arg-type]  # all are numbers


def with_bob(seen_in: ThreadNumber | None = None) -> Conversation:
    """Bob has joined: from elsewhere, or in a thread."""
    c = live()
    return after(c, *members.join(c, BOB, NOW, seen_in))[0]


def wanted(to: str = "bob") -> Conversation:
    """Ada wants to hand over."""
    c = live()
    events = members.hand_over(c, ONE, ADA.person, NOW, pool=agent_pool(AgentId(to)), to=to.title(), note="n")
    return after(c, *events)[0]


def asked() -> Conversation:
    """Bob is asked to take over."""
    return after(wanted(), OfferMade(at=NOW, thread=TWO, agent=BOB, pool="agent:bob"))[0]


def kinds(events: Sequence[AnyEvent]) -> list[type]:
    return [type(event) for event in events]


# --- joining


def test_who_joins_from_elsewhere_gets_a_thread_with_everything_and_a_place() -> None:
    c = live()
    now, effects = after(c, *members.join(c, BOB, NOW))
    assert [thread.joined for thread in now.threads] == [False, True]
    assert now.current == ONE
    assert ReserveAgent(agent=BOB.id) in effects
    assert OpenThread(channel=BOB.inbox, thread=TWO) in effects
    assert PostTranscript(channel=BOB.inbox, thread=TWO, upto=now.version) in effects
    assert PostNotice(channel=ADA.inbox, thread=ONE, text="Bob joined the conversation.") in effects


def test_who_joins_where_they_read_it_is_on_that_thread() -> None:
    now = with_bob(ONE)
    assert len(now.threads) == 1
    assert now.present == (ADA, BOB)
    (wrote,) = decisions.reply(now, ONE, words("Hi!", BOB.person))
    assert getattr(wrote, "agent", None) == BOB


def test_the_visitors_words_reach_every_thread_and_an_agents_words_the_others() -> None:
    now = with_bob()
    _, effects = after(now, VisitorWrote(at=NOW, message=MessageId("m"), text="Hello"))
    assert [one.thread for one in effects if isinstance(one, PostToThread)] == [ONE, TWO]
    _, effects = after(now, *decisions.reply(now, TWO, words("Hi!\nI am Bob", BOB.person)))
    assert [one for one in effects if isinstance(one, PostToThread | PostNotice)] == [
        PostNotice(channel=ADA.inbox, thread=ONE, text="Bob: Hi!\n    I am Bob")
    ]


def test_what_an_agent_changes_takes_back_or_sends_as_a_file_is_told_in_the_other_threads() -> None:
    now = with_bob()
    edited = AgentEdited(at=NOW, thread=ONE, agent=ADA, message=MessageId("r1"), text="Hi, all", order=2)
    deleted = AgentDeleted(at=NOW, thread=ONE, message=MessageId("r1"), order=3)
    for event, told in (
        (edited, "Ada (changed): Hi, all"),
        (deleted, "taken back"),
        (EVERY[AgentSentFile], "Ada: "),
    ):
        _, effects = after(now, event)
        (notice,) = [one for one in effects if isinstance(one, PostNotice)]
        assert (notice.thread, told in notice.text) == (TWO, True)


def test_a_note_is_shown_in_the_other_threads_as_one() -> None:
    now = with_bob()
    _, effects = after(now, *decisions.reply(now, ONE, words("// a key account")))
    assert PostNotice(channel=BOB.inbox, thread=TWO, text="Ada (note): a key account") in effects


@pytest.mark.parametrize("state", [state for state in State if state is not State.LIVE])
def test_nobody_joins_what_is_not_going_on(state: State) -> None:
    with pytest.raises(NotNow, match="not going on"):
        members.join(conversation(state), BOB, NOW)


def test_nobody_joins_twice_nor_what_they_are_asked_to_take() -> None:
    with pytest.raises(NotNow, match="already"):
        members.join(with_bob(), BOB, NOW)
    with pytest.raises(NotNow, match="Accept"):
        members.join(asked(), BOB, NOW)


# --- leaving


def test_the_last_one_cannot_leave() -> None:
    with pytest.raises(NotNow, match="Transfer"):
        members.leave(live(), ADA.person, NOW)
    with pytest.raises(NotNow, match="not on"):
        members.leave(live(), STRANGER, NOW)


def test_whose_it_is_leaves_it_to_who_is_there() -> None:
    c = with_bob()
    events = members.leave(c, ADA.person, NOW)
    assert kinds(events) == [AgentAssigned, AgentLeft]
    now, effects = after(c, *events)
    assert (now.current, now.present) == (TWO, (BOB,))
    assert ReleaseAgent(agent=ADA.id) in effects
    assert now.thread(ONE).status is ThreadStatus.CLOSED
    assert status_card(now, ONE).status_line == "You left; Bob goes on."


def test_a_card_says_who_of_several_ended_the_conversation() -> None:
    now, _ = after(with_bob(), ended_by_agent(with_bob(), BOB.person, NOW))
    assert status_card(now, ONE).status_line == "Ended: Bob ended the conversation."
    assert status_card(now, TWO).status_line == "Ended: you ended the conversation."


# --- taking over and handing over


@pytest.mark.parametrize("seen_in", [None, ONE])
def test_who_takes_over_has_it_and_whose_it_was_is_gone(seen_in: ThreadNumber | None) -> None:
    c = live()
    events = members.take_over(c, BOB, NOW, seen_in)
    assert kinds(events) == [AgentJoined, AgentAssigned, AgentLeft]
    now, effects = after(c, *events)
    assert now.present[0].id == BOB.id
    assert now.holders == {BOB.id}
    assert ReleaseAgent(agent=ADA.id) in effects


def test_a_transfer_asks_somebody_else_while_it_stays_whose_it_is() -> None:
    c = live()
    events = members.hand_over(c, ONE, ADA.person, NOW, pool="team:sales", to="Sales", note="Careful!")
    now, effects = after(c, *events)
    assert (now.state, now.current) == (State.LIVE, ONE)
    assert PickAgent(pools=("team:sales",), exclude=(ADA.id,), further=True) in effects
    with pytest.raises(NotNow, match="Sales"):
        members.hand_over(now, ONE, ADA.person, NOW, pool="agent:cyd", to="Cyd", note="")


def test_while_somebody_is_asked_both_threads_are_shown_what_is_said() -> None:
    _, effects = after(asked(), VisitorWrote(at=NOW, message=MessageId("m"), text="Hello"))
    assert [one.thread for one in effects if isinstance(one, PostToThread)] == [ONE, TWO]


def test_whoever_accepts_a_transfer_has_it_and_the_former_place_is_given_back() -> None:
    events = members.accept(asked(), TWO, NOW)
    assert kinds(events) == [AgentAccepted, AgentLeft]
    now, effects = after(asked(), *events)
    assert (now.current, now.transfer) == (TWO, None)
    assert ReleaseAgent(agent=ADA.id) in effects
    assert ReleaseAgent() not in effects
    assert status_card(now, ONE).status_line == "Handed over to Bob, who goes on."
    (late,) = decisions.reply(now, ONE, words("Wait"))
    assert isinstance(late, NotRelayed)


def test_a_declined_transfer_asks_the_next_and_at_last_tells_whose_it_stays() -> None:
    c = asked()
    now, effects = after(c, OfferDeclined(at=NOW, thread=TWO))
    assert PickAgent(pools=("agent:bob",), exclude=(ADA.id, BOB.id), further=True) in effects
    assert ReleaseAgent(agent=BOB.id) in effects
    (ended,) = timing.picked(now, Pick("nobody", "nobody"), None, 1, NOW)
    assert ended == TransferEnded(at=NOW, why="not_taken")
    now, effects = after(now, ended)
    assert now.transfer is None
    (told,) = [one.text for one in effects if isinstance(one, PostNotice)]
    assert told == "Not handed over: Bob did not take it. The conversation stays yours."


def test_when_enough_were_asked_a_transfer_is_given_up() -> None:
    c = after(asked(), OfferDeclined(at=NOW, thread=TWO))[0]
    c = after(c, OfferMade(at=NOW, thread=THREE, agent=CYD, pool="agent:bob"))[0]
    now, effects = after(c, OfferDeclined(at=NOW, thread=THREE))
    assert SetTimer(name=TimerName.GIVE_UP, after=0) in effects
    assert timing.timer(now, TimerName.GIVE_UP, NOW) == [TransferEnded(at=NOW, why="not_taken")]


def test_a_transfer_about_to_be_given_up_does_not_give_up_the_visitor_whose_agent_is_gone() -> None:
    c = after(asked(), OfferDeclined(at=NOW, thread=TWO))[0]
    _, effects = after(c, ThreadFailed(at=NOW, thread=ONE, reason="gone"))
    cleared = [type(one).__name__ for one in effects if getattr(one, "name", "") == TimerName.GIVE_UP]
    assert cleared == ["ClearTimer"]


def test_a_timer_does_not_end_a_transfer_for_which_somebody_is_picked() -> None:
    assert timing.timer(wanted(), TimerName.GIVE_UP, NOW) == []


def test_who_is_on_it_gets_a_conversation_that_is_handed_to_them_at_once() -> None:
    c = with_bob()
    events = members.hand_over(c, ONE, ADA.person, NOW, pool="agent:bob", to="Bob", note="")
    assert kinds(events) == [AgentAssigned, AgentLeft]
    assert after(c, *events)[0].present == (BOB,)


# --- who has to go


def test_an_agent_who_is_removed_leaves_it_to_who_is_there_or_to_the_router() -> None:
    assert kinds(going.removed(with_bob(), ADA.id, NOW, hand_over=True)) == [AgentAssigned, AgentLeft]
    assert kinds(going.removed(with_bob(), BOB.id, NOW, hand_over=True)) == [AgentLeft]
    assert kinds(going.removed(live(), ADA.id, NOW, hand_over=True)) == [AgentRemoved]
    assert kinds(going.removed(live(), ADA.id, NOW)) == []
    assert kinds(going.removed(asked(), BOB.id, NOW)) == [OfferWithdrawn]


def test_a_thread_that_fails_goes_on_in_the_agents_inbox_once() -> None:
    c = after(live(), ThreadOpened(at=NOW, thread=ONE, ref=ref()))[0]
    (replaced,) = going.failed(c, ONE, NOW, "its channel was archived", [Identity(ADA.person, ADA.inbox)])
    assert isinstance(replaced, ThreadReplaced)
    now = after(c, replaced, ThreadOpened(at=NOW, thread=TWO, ref=ref(2)))[0]
    assert (now.current, now.state) == (TWO, State.LIVE)
    assert now.holders == {ADA.id}
    assert kinds(going.failed(now, TWO, NOW, "again", [Identity(ADA.person, ADA.inbox)])) == [ThreadFailed]
    assert kinds(going.failed(c, ONE, NOW, "gone")) == [ThreadFailed]


def test_who_read_along_in_a_thread_that_fails_is_not_on_it_any_more() -> None:
    c = after(with_bob(ONE), ThreadOpened(at=NOW, thread=ONE, ref=ref()))[0]
    events = going.failed(c, ONE, NOW, "gone", [Identity(ADA.person, ADA.inbox)])
    assert [kind.__name__ for kind in kinds(events)] == ["AgentLeft", "ThreadReplaced"]
    assert after(c, *events)[0].holders == {ADA.id}


# --- after the end


def test_a_message_after_the_end_asks_for_the_same_agent_first() -> None:
    ended = after(live(reopen_within=1000), EVERY[ConversationEnded])[0]
    again, wrote = decisions.visitor_wrote(ended, MessageId("m"), "One more thing", NOW + 999)
    assert isinstance(again, ConversationReopened)
    now, effects = after(ended, again, wrote)
    assert now.state is State.ROUTING
    (pick,) = [one for one in effects if isinstance(one, PickAgent)]
    assert pick.pools[0] == "agent:ada"
    with pytest.raises(NotNow):
        decisions.visitor_wrote(ended, MessageId("m"), "Too late", NOW + 1000)


def test_the_same_agent_goes_on_in_the_same_thread_without_being_asked() -> None:
    opened = after(live(reopen_within=1000), ThreadOpened(at=NOW, thread=ONE, ref=ref()))[0]
    ended = after(opened, EVERY[ConversationEnded])[0]
    back = after(ended, ConversationReopened(at=NOW))[0]
    resumed = timing.picked(back, Pick("agent", "ada\nagent:ada", ADA.id, "agent:ada"), ADA, 1, NOW)
    assert kinds(resumed) == [AgentAccepted]
    now = after(back, *resumed)[0]
    assert (now.state, now.current, len(now.threads)) == (State.LIVE, ONE, 1)
    somebody_else = timing.picked(back, Pick("agent", "bob\n*", BOB.id, "*"), BOB, 1, NOW)
    assert kinds(somebody_else) == [OfferMade]


def test_only_a_conversation_that_was_handed_to_a_person_is_reopened() -> None:
    over = replay(C1, (PATH[State.DIALOGUE][0], ConversationEnded(at=NOW, by="system", reason="completed")))
    with pytest.raises(NotNow):
        decisions.visitor_wrote(over, MessageId("m"), "Hello?", NOW)


# --- silence


def test_silence_is_warned_of_and_ends_the_conversation_unless_somebody_writes() -> None:
    c = live(idle=600_000)
    (warned,) = timing.timer(c, TimerName.IDLE, NOW)
    quiet, effects = after(c, warned)
    assert SetTimer(name=TimerName.IDLE, after=120_000) in effects
    (ended,) = timing.timer(quiet, TimerName.IDLE, NOW)
    assert ended == ConversationEnded(at=NOW, by="system", reason="idle")
    heard, effects = after(quiet, VisitorWrote(at=NOW, message=MessageId("m"), text="Here"))
    assert not heard.idle_warned
    assert SetTimer(name=TimerName.IDLE, after=480_000) in effects


def test_a_delay_is_told_where_the_agent_is_and_not_where_somebody_declined() -> None:
    c = after(asked(), OfferDeclined(at=NOW, thread=TWO), TransferEnded(at=NOW, why="not_taken"))[0]
    (late,) = timing.lateness(c, NOW - 31_000, NOW)
    assert getattr(late, "thread", None) == ONE


def test_silence_says_nothing_while_the_agents_platform_is_down() -> None:
    c = live(idle=600_000)
    late = after(c, *timing.lateness(c, NOW, NOW))[0]
    assert timing.timer(late, TimerName.IDLE, NOW) == []
    _, effects = after(late, *timing.lateness(late, 0, NOW))
    assert SetTimer(name=TimerName.IDLE, after=480_000) in effects
