"""Whatever is written into a Slack thread, with files, and changed in any order: what is internal reaches no visitor.

Every text that no visitor may ever read has HIDDEN in it; what an agent says to them has OPEN and a number of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.slack.formatting import formatted
from bot.arrivals import AnyChange, MessageDeleted, MessageEdited, Reacted, ThreadMessage
from bot.content import AttachedFile
from bot.conversation import Conversation, State, amending, decisions, receive
from bot.conversation.latest import as_it_stands
from bot.conversation.transcript import lines
from bot.errors import IllegalEvent, NotNow
from bot.events import AnyEvent, Entry, FileAttached, ThreadOpened
from bot.ids import EntryNumber, MessageId, Person, PostRef, ThreadNumber
from tests.conversation.scenes import NOW, ONE, STRANGER, agent_card, conversation, ref, said_in
from visitor_gateway.entries import shown


ADA = agent_card().person
NOTES = (
    "// {}",
    "// see `{}`",
    "//{}",
    " // {}",
    "*// {}*",
    "_//_ {}",
    "&gt; // {}",
    "~// {}~",
    "\u200b// {}",
    "• // {}",
    "\uff0f\uff0f {}",
)
COMMANDS = ("!help {}", "!nonsense {}", "!end_ {}", "*!nope* {}", "&gt; !nope {}", "/livechat {}", "!note {}")
WORDS = ("{}", "*{}*", "see `{}`", "&gt; {}", "a // {}", "<https://shop.example|{}>", "well !{}", "```{}```")


class Typed(NamedTuple):
    """What somebody types, and whether it is for the visitor when the conversation's own agent types it."""

    template: str
    is_words: bool


typed = st.one_of(
    st.sampled_from(NOTES + COMMANDS).map(lambda one: Typed(one, is_words=False)),
    st.sampled_from(WORDS).map(lambda one: Typed(one, is_words=True)),
)
people = st.sampled_from([ADA, ADA, ADA, STRANGER, agent_card("bob").person])
numbers = st.integers(0, 4)


class Written(NamedTuple):
    """Somebody writes a message, with files or without."""

    who: Person
    message: int
    text: Typed
    files: int


class Edited(NamedTuple):
    """A message has another text; Slack would let nobody edit what somebody else wrote, and we do not rely on it."""

    who: Person
    message: int
    text: Typed
    order: int


class Deleted(NamedTuple):
    """A message is gone."""

    message: int
    order: int


class Liked(NamedTuple):
    """Somebody reacts."""

    who: Person
    message: int


steps = st.lists(
    st.one_of(
        st.builds(Written, who=people, message=numbers, text=typed, files=st.integers(0, 2)),
        st.builds(Edited, who=people, message=numbers, text=typed, order=st.integers(1, 9)),
        st.builds(Deleted, message=numbers, order=st.integers(1, 9)),
        st.builds(Liked, who=people, message=numbers),
    ),
    max_size=14,
)


class Thread:
    """One conversation in the core, with what the store does for it: messages known by their posts, changes kept."""

    def __init__(self) -> None:
        self.c = conversation(State.LIVE)
        self.c, _ = receive(self.c, ThreadOpened(at=NOW, thread=ONE, ref=ref()))
        self.log: list[Entry] = []
        self.became: dict[PostRef, list[AnyEvent]] = {}
        self.writers: dict[int, Written] = {}
        self.ahead: dict[PostRef, list[AnyChange]] = {}
        self.seen_live: list[str] = []
        self.count = 0

    def text(self, text: Typed, *, is_open: bool) -> tuple[str, str]:
        """A raw text with a mark of its own, and the mark."""
        self.count += 1
        mark = f"{'OPEN' if is_open else 'HIDDEN'}{self.count}x"
        return text.template.format(mark), mark

    def happen(self, events: list[AnyEvent]) -> None:
        c = self.c
        for event in events:
            c, _ = receive(c, event)
            entry = Entry(EntryNumber(c.version), event)
            self.log.append(entry)
            if raw := shown(entry):
                self.seen_live.append(bytes(raw).decode())
        self.c = c

    def change(self, change: AnyChange) -> None:
        was = self.became.get(change.post)
        if was is None:
            self.ahead.setdefault(change.post, []).append(change)
        else:
            self.happen(list(amending.amended(self.c, was, change)))

    def write(self, step: Written) -> None:
        post = _post(step.message)
        if post in self.became:
            return  # the same message again: the store knows it
        self.writers[step.message] = step
        raw, _ = self.text(step.text, is_open=step.who == ADA and step.text.is_words)
        said = formatted(raw, {})
        arrival = ThreadMessage(
            person=step.who,
            at=NOW,
            thread=ref(),
            message=MessageId(f"r{step.message}"),
            text=said.text,
            format=said.format,
            files=tuple(AttachedFile(ref=f"F{n}", name=f"HIDDEN{n}.txt") for n in range(step.files)),
            sent=NOW,
            ours=True,
        )
        events = list(decisions.reply(self.c, ThreadNumber(1), arrival))
        self.happen(events)
        if step.who != ADA or not step.text.is_words:
            assert not [event for event in events if isinstance(event, FileAttached)]
        self.became[post] = events
        for change in self.ahead.pop(post, []):
            self.change(change)

    def edit(self, step: Edited) -> None:
        before = self.writers.get(step.message)
        words = before is None or (before.who == ADA and before.text.is_words)
        raw, _ = self.text(step.text, is_open=words and step.who == ADA and step.text.is_words)
        if before is None and not _will_be_open(self, step):
            raw = raw.replace("OPEN", "HIDDEN")
        said = formatted(raw, {})
        self.change(
            MessageEdited(
                person=step.who,
                at=NOW,
                post=_post(step.message),
                order=step.order,
                ours=True,
                text=said.text,
                format=said.format,
            )
        )


def _will_be_open(thread: Thread, step: Edited) -> bool:
    """Before its message is known nobody can say whose it is: such an edit is only tried with the agent's own words."""
    return step.who == ADA and step.text.is_words and step.message not in thread.writers


def _post(message: int) -> PostRef:
    return said_in(f"r{message}")


@given(steps)
@settings(max_examples=400, deadline=None)
def test_what_is_internal_never_reaches_a_visitor(done: list[Written | Edited | Deleted | Liked]) -> None:
    thread = Thread()
    early = {step.message for step in done if isinstance(step, Edited)}
    for step in done:
        try:
            match step:
                case Written():
                    thread.write(step)
                case Edited():
                    thread.edit(step)
                case Deleted(message, order):
                    gone = MessageDeleted(person=ADA, at=NOW, post=_post(message), order=order, ours=True)
                    thread.change(gone)
                case Liked(who, message):
                    thread.change(
                        Reacted(
                            person=who,
                            at=NOW,
                            post=_post(message),
                            order=1,
                            ours=True,
                            emoji="👍",
                            added=True,
                            sent=1,
                        )
                    )
        except (NotNow, IllegalEvent):  # the conversation has ended meanwhile
            continue
    assert "HIDDEN" not in "".join(thread.seen_live), early
    fresh = _fresh(thread.c, thread.log)
    assert "HIDDEN" not in fresh
    told = str(lines((entry.event for entry in thread.log), visitor="v", ours="t"))
    assert "HIDDEN" not in told
    for name, changed in thread.c.changed.items():
        shown = [line for line in fresh.splitlines() if f'"{name}"' in line]
        assert sum("OPEN" in line for line in shown) == (0 if changed.deleted else 1), shown


def _fresh(c: Conversation, log: list[Entry]) -> str:
    """What a visitor is sent who comes with an empty browser."""
    raw = [shown(as_it_stands(entry, c)) for entry in log]
    return "\n".join(bytes(one).decode() for one in raw if one is not None)


@pytest.mark.parametrize("template", NOTES + COMMANDS)
def test_every_dress_of_a_note_or_a_command_is_one(template: str) -> None:
    thread = Thread()
    thread.write(Written(ADA, 1, Typed(template, is_words=False), 1))
    assert "HIDDEN" not in "".join(thread.seen_live)
