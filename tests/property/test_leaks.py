"""Whatever is typed, edited, deleted or filled in inside, in any order and by anybody: no visitor ever sees it."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import Conversation, State, decisions, receive
from bot.conversation.acting import act
from bot.conversation.actions import Action, Standing
from bot.conversation.amending import amended
from bot.conversation.asking import Asked, Ranks
from bot.conversation.transcript import lines, visible
from bot.errors import IllegalEvent, NotNow
from bot.events import AnyEvent, AttributesEdited, Entry, NoteWritten
from bot.ids import EntryNumber, MessageId, Person
from tests.conversation.scenes import (
    NOW,
    ONE,
    STRANGER,
    agent_card,
    conversation,
    deleted,
    edited,
    said_in,
    words,
)
from visitor_gateway.entries import pages


ADA = agent_card().person
MARK = "INSIDE"
"""In everything that no visitor may see."""

INSIDE = st.sampled_from([
    f"// {MARK}", f"  //{MARK}", f"*// {MARK}*", f"> // {MARK}", f"\uff0f\uff0f{MARK}", f"\u200b//{MARK}",
    f"!note {MARK}", f"!{MARK}", f"!{MARK} now", f"!help {MARK}", f"!visitor {MARK}", f"!canned {MARK}",
    f"!block {MARK}", f"!transfer {MARK}", f"!transfer @bob {MARK}", f"*!{MARK}*", f"\uff01note {MARK}",
    f"/livechat {MARK}", f" /LIVECHAT away {MARK}",
])  # fmt: skip
"""What stays inside whoever types it."""
WORDS = st.sampled_from(["Hello!", "*Yes*", "see // there", "http://x.org"])
MESSAGES = st.integers(1, 2).map(lambda number: MessageId(f"r{number}"))
RANKS = st.sampled_from([frozenset[Standing](), frozenset([Standing.AGENT]), frozenset([Standing.ADMIN])])
ACTIONS = st.sampled_from([Action.NOTE, Action.CANNED, Action.BLOCK, Action.VISITOR, Action.HELP])


class Told:
    """One conversation, whose log grows by what people do."""

    def __init__(self, state: State) -> None:
        self.c: Conversation = conversation(state)
        self.log: list[AnyEvent] = []
        self.order = 0

    def happen(self, events: Sequence[AnyEvent]) -> None:
        """All of it, or nothing."""
        c = self.c
        try:
            for event in events:
                c, _ = receive(c, event)
        except IllegalEvent:
            return
        self.c, self.log = c, [*self.log, *events]

    def types(self, text: str, who: Person, message: MessageId, ranks: Ranks) -> None:
        """A platform delivers a message once."""
        if not self.became(message):
            self.happen(decisions.reply(self.c, ONE, words(text, who, message), ranks))

    def edits(self, text: str, who: Person, message: MessageId) -> None:
        self.order += 1
        arrival = edited(text, said_in(message), who, self.order)
        self.happen(amended(self.c, self.became(message), arrival))

    def deletes(self, message: MessageId) -> None:
        self.order += 1
        self.happen(amended(self.c, self.became(message), deleted(said_in(message), self.order)))

    def acts(self, action: Action, text: str, who: Person, ranks: Ranks) -> None:
        self.happen(act(self.c, Asked(action, ONE, who, NOW, ranks, MessageId("form.1"), text)).events)

    def became(self, message: MessageId) -> list[AnyEvent]:
        return [event for event in self.log if getattr(event, "message", "") == message]

    def seen(self) -> str:
        """Everything that a visitor can be shown of it: frames, and the transcript."""
        entries = [Entry(EntryNumber(n), event) for n, event in enumerate(self.log, 1)]
        frames = b"".join(bytes(raw) for page in pages(entries) for raw in page.entries).decode()
        said = lines((event for event in self.log if visible(event)), visitor="Grace", ours="Shop")
        return frames + "".join(f"{line.author}{line.text}" for line in said)


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, str, Person, MessageId, Ranks]]:
    """What somebody does with which text: strangers' words are inside as well."""
    some = st.lists(st.sampled_from(["types", "edits", "deletes", "acts"]), min_size=4, max_size=14)
    made = list[tuple[str, str, Person, MessageId, Ranks]]()
    for kind in draw(some):
        who = draw(st.sampled_from([ADA, STRANGER]))
        text = draw(st.one_of(WORDS, INSIDE) if who == ADA and kind != "acts" else INSIDE | st.just(MARK))
        made.append((kind, text, who, draw(MESSAGES), Ranks(draw(RANKS))))
    return made


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([State.LIVE, State.OFFERED]), steps(), st.data())
def test_nothing_that_is_written_inside_ever_reaches_the_visitor(
    state: State, done: list[tuple[str, str, Person, MessageId, Ranks]], data: st.DataObject
) -> None:
    told = Told(state)
    for kind, text, who, message, ranks in done:
        try:
            match kind:
                case "types":
                    told.types(text, who, message, ranks)
                case "edits":
                    told.edits(text, who, message)
                case "deletes":
                    told.deletes(message)
                case _:
                    told.acts(data.draw(ACTIONS), text, who, ranks)
        except NotNow:
            continue
    told.happen([
        NoteWritten(at=NOW, thread=ONE, person=ADA, message=MessageId("f"), text=MARK, author=MARK),
        AttributesEdited(at=NOW, thread=ONE, person=ADA, attributes={"plan": MARK}),
    ])  # fmt: skip
    assert MARK not in told.seen()
