"""Who was promised what, beside what the other side sees. What it finds wrong it says with everything in view."""

from __future__ import annotations

from collections.abc import Sequence

from tests.fake_slack import FakeSlack, Message, Seen
from tests.fake_slack.human import Human
from tests.scenes.reading import seen
from tests.scenes.visitor import Visitor


class Ledger:
    """Everything that was written on either side of one conversation."""

    def __init__(self) -> None:
        self.wrote: dict[str, str] = {}
        """The visitor's messages by their ids, in the order of writing."""
        self.replied: list[Message] = []
        """The agent's words in the thread, in their order, without notes."""

    def missing_in_thread(self, visitor: Visitor, thread: Sequence[Seen]) -> list[str]:
        """The visitor's words that were accepted and are not in the thread yet."""
        shown = self.in_thread(visitor, thread)
        return [text for name, text in self.wrote.items() if name in visitor.accepted and text not in shown]

    def in_thread(self, visitor: Visitor, thread: Sequence[Seen]) -> list[str]:
        """The visitor's words as the thread shows them: in the transcript, and in posts of their own."""
        said = f"{visitor.name}: "
        shown = []
        for post in thread:
            lines = post.text.split("\n")
            if post.author == f"{visitor.name} (visitor)":
                shown += lines
            elif post.message.by:
                shown += [line.removeprefix(said) for line in lines if line.startswith(said)]
        ours = set(self.wrote.values())
        return [line for line in shown if line in ours]

    def compare(self, slack: FakeSlack, visitor: Visitor, agent: Human, thread: Sequence[Seen]) -> None:
        """Raise AssertionError unless every promise was kept: once, in order, nothing more."""
        told = self.report(visitor, agent, thread)
        accepted = [text for name, text in self.wrote.items() if name in visitor.accepted]
        assert accepted == list(self.wrote.values()), f"not accepted in the end\n{told}"
        numbers = [visitor.accepted[name] for name in self.wrote]
        assert numbers == sorted(numbers), f"accepted out of order\n{told}"
        assert self.in_thread(visitor, thread) == accepted, f"the thread\n{told}"
        unheard = [message.text for message in self.replied if not acknowledged(slack, message)]
        assert unheard == [], f"Slack was never answered 200\n{told}"
        assert visitor.heard == [message.text for message in self.replied], f"the visitor\n{told}"
        own = [entry["text"] for entry in visitor.view if entry["type"] == "visitor_wrote"]
        assert own == accepted, f"the visitor's own words\n{told}"
        assert visitor.mistakes == [], f"{visitor.mistakes}\n{told}"

    def report(self, visitor: Visitor, agent: Human, thread: Sequence[Seen]) -> str:
        """Both sides, to be read by people."""
        wrote = [f"    {name} {visitor.accepted.get(name)}: {text}" for name, text in self.wrote.items()]
        replied = [f"    {message.ts}: {message.text}" for message in self.replied]
        parts = {
            f"{visitor.name} wrote (id, entry)": wrote,
            f"{agent.name} replied": replied,
            "the thread": seen(thread).splitlines(),
            "the view": visitor.words,
        }
        return "\n".join(f"--- {title}\n" + "\n".join(lines) for title, lines in parts.items())


def acknowledged(slack: FakeSlack, message: Message) -> bool:
    """Whether Slack was answered 200 for the event of a message."""
    ids = {body["event_id"] for body in slack.events.emitted if body["event"].get("ts") == message.ts}
    return any(attempt.event_id in ids and attempt.outcome.ok for attempt in slack.events.attempts)
