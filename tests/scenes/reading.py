"""What agents and visitors see, as text: for comparing, and for reading when a test fails. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.fake_slack import Seen


_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC|\b\d+ s$|\{\{DATE\([^)]*\)\}\} \{\{TIME\([^)]*\)\}\}")


def words(view: Iterable[Mapping[str, Any]], name: str, place: int = 0) -> list[str]:
    """A visitor's view, a line for each entry; `place` is where they stand in line, as they were told last."""
    return [_line(entry, name, place) for entry in view]


def _line(entry: Mapping[str, Any], name: str, place: int) -> str:
    match entry["type"]:
        case "card_shown":
            offered = [*entry["answers"], *(field["label"] for field in entry["fields"])]
            return " ".join([f"* {entry['text']}", *(f"[{label}]" for label in offered)])
        case "visitor_wrote" | "visitor_answered" | "follow_up_left":
            return f"{name}: {entry['text']}"
        case "agent_wrote":
            return f"{entry['agent']['name']}: {entry['text']}"
        case "agent_accepted":
            return f"= {entry['agent']['name']} is here"
        case "live_chat_requested":
            return "= looking for somebody"
        case "visitor_queued":
            return f"= number {place or entry['position']} in line"
        case "agent_removed":
            return "= somebody else will take over"
        case "fallback_shown":
            fields = [field["label"] for field in entry["fields"]]
            return " ".join([f"! {entry['text']}", *(f"[{label}]" for label in fields)])
        case "conversation_ended":
            return f"= ended by {entry['by']}: {entry['reason']}"
        case _:
            return _of_its_course(entry)


def _of_its_course(entry: Mapping[str, Any]) -> str:
    """Who comes and goes, silence, and what comes after the end."""
    match entry["type"]:
        case "agent_joined":
            return f"= {entry['agent']['name']} joined"
        case "agent_left":
            return f"= {entry['agent']['name']} left"
        case "idle_warned":
            return f"= ends in {entry['left'] // 1000} s unless somebody writes"
        case "conversation_reopened":
            return "= open again"
        case "visitor_rated":
            return f"= rated {entry['score']}: {entry['comment']}"
        case _:
            return _of_what_was_said(entry)


def _of_what_was_said(entry: Mapping[str, Any]) -> str:
    """What became of messages, and files."""
    match entry["type"]:
        case "agent_edited":
            return f"= edited: {entry['text']}"
        case "agent_deleted":
            return "= taken back"
        case "agent_reacted":
            return (
                f"= {entry['emoji']} {'put' if entry['added'] else 'taken away'} by {entry['agent']['name']}"
            )
        case "agent_sent_file":
            return f"{entry['agent']['name']}: [{entry['file'] and entry['file']['name']}]"
        case "visitor_sent_file":
            return f"= sent [{entry['file']['name']}]"
        case kind:
            return f"? {kind}"


def timeless(line: str) -> str:
    """A line without what depends on the moment at which the test runs."""
    return _TIME.sub("TIME", line)


def seen(messages: Iterable[Seen]) -> str:
    """What a person sees of a channel or thread in Slack: authors, words, blocks and buttons; times left out."""
    return "\n".join(_message(message) for message in messages)


def _message(message: Seen) -> str:
    privately = " (only you see this)" if message.ephemeral else ""
    body = [line for block in message.blocks for line in block.split("\n")] or message.text.splitlines()
    body += [f"[{name}]" for name in message.files]
    lines = [f"{message.author}{privately}:", *(f"    {timeless(line)}" for line in body)]
    if message.buttons:
        lines.append("    " + " ".join(f"[{label}]" for label in message.buttons))
    return "\n".join(lines)
