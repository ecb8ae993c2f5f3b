"""Visitor: what is known of them, to be read and corrected; their pages; what the conversation was worth; earlier ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.arrivals import FormSubmitted
from bot.conversation import Conversation, replay
from bot.conversation.asking import Heard, refusal
from bot.conversation.card import label_of
from bot.errors import BadInput
from bot.events import AnyEvent, AttributesEdited, ConversationScored, Page, PageVisited
from bot.forms import (
    BACK,
    AnyPart,
    Button,
    ChoiceField,
    Done,
    Form,
    FormAnswer,
    FormId,
    Option,
    Problems,
    TextField,
    Words,
)
from bot.text import one_line, shortened
from bot.thread_actions.parts import Begun, FormOf
from bot.thread_actions.past import EARLIER, ONE, Past, earlier, opened


ATTRIBUTE = "attribute."
SCORE = "score"
UNSCORED = "none"
SCORES = (
    Option(UNSCORED, "Not scored"),
    Option("0", "0: nothing came of it"),
    Option("1", "1"),
    Option("2", "2"),
    Option("3", "3: as good as it gets"),
)
COMMON = ("first_name", "last_name", "email", "company", "phone")
"""Offered also while nothing is known."""
EDITED = 40
"""Attributes that can be edited; a modal holds a hundred blocks."""
LONGEST = 500
"""Characters of an attribute, as many as visitors may give."""
PAGES = 20
LINE = 150
READ = 3000
"""Characters of a line, and of a part that is only read: a modal holds 250,000 bytes in all, and a sign may take six."""


async def ask(begun: Begun) -> Form:
    """Everything on one page."""
    c = begun.conversation
    entries = await begun.parts.conversations.entries(c.id)
    past = await earlier(begun.parts.conversations, c)
    parts = [*_fields(begun), _score(c), *_about(c, [entry.event for entry in entries]), *_past(past)]
    return Form(
        id=FormId("thread/visitor"), title="Visitor", parts=tuple(parts), submit="Save", state=str(c.version)
    )


def _fields(begun: Begun) -> list[AnyPart]:
    c = begun.conversation
    names = [name for name in dict.fromkeys((*COMMON, *c.attributes)) if _editable(name)]
    fields: list[AnyPart] = [_field(begun, name, c.attributes.get(name, "")) for name in names[:EDITED]]
    rest = [shortened(f"{label_of(name)}: {c.attributes.get(name, '')}", LINE) for name in names[EDITED:]]
    return [*fields, Words(label="Also known", text="\n".join(rest)[:READ])] if rest else fields


def _editable(name: str) -> bool:
    """A name that can stand in the id of a field."""
    return name.replace("_", "").isalnum() and len(name) <= 100


def _field(begun: Begun, name: str, value: str) -> AnyPart:
    known = begun.parts.inputs.of(name, begun.conversation.dialogue)
    label = known.label if known else label_of(name)
    if known is None or not known.choices:
        return TextField(
            name=ATTRIBUTE + name,
            label=label,
            initial=value[:LONGEST],
            max_length=LONGEST,
            many_lines="\n" in value,
            required=False,
        )
    offered = dict(known.choices) | ({value: value} if value and value not in dict(known.choices) else {})
    return ChoiceField(
        name=ATTRIBUTE + name,
        label=label,
        options=tuple(Option(choice, shown) for choice, shown in offered.items()),
        initial=(value,) if value else (),
        required=False,
    )


def _score(c: Conversation) -> ChoiceField:
    initial = UNSCORED if c.score is None else str(c.score)
    return ChoiceField(
        name=SCORE,
        label="What this conversation is worth",
        options=SCORES,
        initial=(initial,),
        required=False,
    )


def _about(c: Conversation, log: Sequence[AnyEvent]) -> list[Words]:
    visited = [event.page for event in log if isinstance(event, PageVisited)]
    pages = [line for page in (c.page, *visited) if (line := _page(page))]
    shown = [*([f"… and {len(pages) - PAGES} before"] if len(pages) > PAGES else []), *pages[-PAGES:]]
    answers = [shortened(f"{a.question} {a.text}", LINE) for a in c.answers if not a.captured]
    texts = {
        "Pages seen": "\n".join(shown),
        "Answers": "\n".join(answers),
        "Language": shortened(c.locale, LINE),
        "Came from": shortened(c.page.referrer, LINE),
        "Device": shortened(c.page.device, LINE),
    }
    return [Words(label=label, text=text[:READ]) for label, text in texts.items() if text.strip()]


def _page(page: Page) -> str:
    title, url = one_line(page.title), one_line(page.url)
    return shortened(f"{title} ({url})" if title and url else title or url, LINE)


def _past(past: Sequence[Past]) -> list[AnyPart]:
    if not past:
        return [Words(label="Earlier conversations", text="None in the last 90 days.")]
    return [Button(name=EARLIER + one.id, label="Open", text=one.line) for one in past]


# --- what comes back


async def take(begun: Begun, submitted: FormSubmitted) -> FormAnswer:
    """Open an earlier conversation, go back from it, or save what was changed."""
    if submitted.form == ONE:
        return await ask(begun) if BACK in submitted.values else Done()
    pressed = next((name for name in submitted.values if name.startswith(EARLIER)), "")
    if pressed:
        return await opened(begun, pressed.removeprefix(EARLIER))
    given, problems = _read(begun, submitted, await _as_shown(begun))
    score = submitted.text(SCORE)
    if problems:
        return Problems(problems)
    return Done(await begun.parts.relay.act(begun.id, lambda c: _saved(c, begun, given, score), begun.cause))


async def _as_shown(begun: Begun) -> Mapping[str, str]:
    """The attributes as the form showed them: what became known meanwhile must not be undone."""
    upto = int(begun.rest) if begun.rest.isdecimal() else begun.conversation.version
    entries = await begun.parts.conversations.entries(begun.id, upto=min(upto, begun.conversation.version))
    return replay(begun.id, [entry.event for entry in entries]).attributes


def _read(
    begun: Begun, submitted: FormSubmitted, shown: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What was changed, made regular, and what is wrong with it by its field. An emptied field is known no more."""
    given, problems = dict[str, str](), dict[str, str]()
    for name in [name for name in dict.fromkeys((*COMMON, *shown)) if _editable(name)][:EDITED]:
        typed = submitted.text(ATTRIBUTE + name)
        if one_line(typed) == one_line(shown.get(name, "")[:LONGEST]):
            continue  # left alone, whatever became of its blanks on the way
        try:
            given[name] = begun.parts.inputs.read(name, begun.conversation.dialogue, typed) if typed else ""
        except BadInput as problem:
            problems[ATTRIBUTE + name] = str(problem)
    return given, problems


def _saved(c: Conversation, begun: Begun, given: Mapping[str, str], score: str) -> Heard:
    asked = begun.asked
    if why := refusal(c, asked):
        return Heard((), why)
    changed = {name: value for name, value in given.items() if c.attributes.get(name, "") != value}
    events: list[AnyEvent] = []
    if changed:
        edited = AttributesEdited(at=asked.at, thread=asked.thread, person=asked.person, attributes=changed)
        events.append(edited)
    if score in ("0", "1", "2", "3") and int(score) != c.score:
        scored = ConversationScored(at=asked.at, thread=asked.thread, person=asked.person, score=int(score))
        events.append(scored)
    return Heard(events)


VISITOR = FormOf(ask, take)
