"""An agent on two platforms is one agent in whichever thread, and is called by the right name in each."""

from __future__ import annotations

from msgspec.structs import replace

from bot.conversation import Conversation, State, ThreadStatus, decisions, going, members, timing
from bot.conversation.actions import Action
from bot.conversation.amending import amended
from bot.conversation.card import status_card
from bot.conversation.pick import Pick
from bot.effects import PointToThread, ReleaseAgent
from bot.events import (
    AgentAccepted,
    AgentAssigned,
    AgentEdited,
    AgentJoined,
    AgentLeft,
    AgentWrote,
    AnyEvent,
    ConversationEnded,
    ConversationReopened,
    OfferMade,
    ThreadFailed,
    ThreadOpened,
    ThreadReplaced,
)
from bot.ids import Identity, ThreadNumber, channel, person
from bot.routing.pools import EVERYBODY
from tests.conversation.scenes import (
    EVERY,
    NOW,
    ONE,
    after,
    agent_card,
    conversation,
    edited,
    press,
    ref,
    requested,
    terms,
    words,
)


HERE = Identity(agent_card().person, agent_card().inbox)
THERE = Identity(person("slack", "T1", "U1"), channel("slack", "T1", "D1"))
BOTH = (HERE, THERE)
SALES = channel("desk", "local", "#sales")
ADA = replace(agent_card(), linked=(THERE.person,))
ADA_THERE = replace(ADA, person=THERE.person, inbox=THERE.inbox, linked=(HERE.person,))
BOB = agent_card("bob")
TWO = ThreadNumber(2)
OPENED = ThreadOpened(at=NOW, thread=ONE, ref=ref())


def offered(**changes: object) -> Conversation:
    """Ada is asked."""
    card = replace(ADA, **changes)
    waits = requested(terms(reopen_within=1000))
    return after(
        conversation(State.DIALOGUE), waits, OfferMade(at=NOW, thread=ONE, agent=card, pool=EVERYBODY)
    )[0]


def live(*then: AnyEvent, **changes: object) -> Conversation:
    """Ada talks to the visitor."""
    c = offered(**changes)
    taken = AgentAccepted(at=NOW, thread=ONE, agent=c.thread(ONE).agent)
    return after(c, OPENED, taken, *then)[0]


def test_a_reply_from_either_account_accepts_and_reaches_the_visitor() -> None:
    events = decisions.reply(after(offered(), OPENED)[0], ONE, words("Hi!", THERE.person))
    assert [type(one) for one in events] == [AgentAccepted, AgentWrote]


def test_a_press_from_either_account_is_the_agents() -> None:
    heard = decisions.button(offered(), press(Action.ACCEPT, THERE.person))
    assert [type(one) for one in heard.events] == [AgentAccepted]


def test_an_edit_from_either_account_is_the_writers() -> None:
    wrote = EVERY[AgentWrote]
    assert isinstance(wrote, AgentWrote)
    was = [replace(wrote, agent=ADA)]
    assert [type(one) for one in amended(live(*was), was, edited("Hello!", who=THERE.person))] == [
        AgentEdited
    ]


def test_an_offer_that_cannot_be_made_on_one_platform_is_made_on_the_other() -> None:
    c = offered()
    (replaced,) = going.failed(c, ONE, NOW, "user_disabled", BOTH)
    assert isinstance(replaced, ThreadReplaced)
    assert replaced.agent == ADA_THERE
    now = after(c, replaced)[0]
    assert (now.state, now.thread(TWO).status) == (State.OFFERED, ThreadStatus.OFFERED)
    assert [type(one) for one in going.failed(now, TWO, NOW, "again", BOTH)] == [ThreadFailed]


def test_a_chat_whose_thread_fails_for_good_goes_on_on_the_other_platform() -> None:
    c = live(ThreadReplaced(at=NOW, thread=ONE, agent=ADA, reason="deleted"))
    c = after(c, ThreadOpened(at=NOW, thread=TWO, ref=ref(2)))[0]
    (replaced,) = going.failed(c, TWO, NOW, "account_inactive", BOTH)
    assert isinstance(replaced, ThreadReplaced)
    assert replaced.agent == ADA_THERE


def test_who_is_unlinked_goes_on_where_they_still_are() -> None:
    for c, status in ((offered(), ThreadStatus.OFFERED), (live(), ThreadStatus.LIVE)):
        now, effects = after(c, *going.moved(c, HERE.person, NOW, [THERE]))
        assert (now.thread(TWO).status, now.thread(TWO).agent) == (status, replace(ADA_THERE, linked=()))
        assert now.state is c.state
        assert not [one for one in effects if isinstance(one, ReleaseAgent)]


def test_who_is_unlinked_leaves_a_thread_to_the_others_in_it() -> None:
    c = live(AgentJoined(at=NOW, thread=ONE, agent=BOB), inbox=SALES, mentioned=True)
    events = going.moved(c, HERE.person, NOW, [THERE])
    assert [type(one) for one in events] == [AgentLeft, AgentJoined, AgentAssigned]
    now = after(c, *events)[0]
    assert [one.id for one in now.present] == [ADA.id, BOB.id]
    assert now.thread(ONE).agents == (replace(BOB, inbox=SALES, mentioned=True),)
    assert now.thread(TWO).agent == replace(ADA_THERE, linked=())


def test_an_account_that_talks_nowhere_moves_nothing() -> None:
    assert going.moved(live(), THERE.person, NOW, [HERE]) == []
    assert going.moved(live(), HERE.person, NOW, []) == []


def test_a_conversation_that_is_theirs_is_resumed_in_its_thread_whatever_they_chose_since() -> None:
    ended = ConversationEnded(at=NOW, by="agent", reason="agent_ended")
    back = live(ended, ConversationReopened(at=NOW))
    pick = Pick("agent", "ada\nagent:ada", ADA.id, "agent:ada")
    assert [type(one) for one in timing.picked(back, pick, ADA_THERE, 1, NOW)] == [AgentAccepted]


def test_a_card_mentions_who_the_agent_is_there() -> None:
    """Ada reads along in Bob's thread at the desk, and takes over from her other account."""
    c = live(AgentJoined(at=NOW, thread=TWO, agent=replace(BOB, inbox=SALES, mentioned=True)))
    c = after(c, AgentLeft(at=NOW, thread=ONE, agent=ADA, why="left"))[0]
    c = after(c, AgentJoined(at=NOW, thread=TWO, agent=ADA))[0]
    c = after(c, *members.take_over(c, ADA_THERE, NOW))[0]
    assert status_card(c, TWO).mention == HERE.person
    assert c.thread(TWO).agent.linked == (THERE.person,)


def test_a_pointer_to_a_thread_on_another_platform_says_where_it_is() -> None:
    c = offered(inbox=SALES, mentioned=True, also=THERE.inbox)
    (point,) = [one for one in after(c, OPENED)[1] if isinstance(one, PointToThread)]
    assert (point.channel, point.to) == (THERE.inbox, THERE.person)
    assert point.text == "Visitor would like to talk, in your team's channel on the desk"
