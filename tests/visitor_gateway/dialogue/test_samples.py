"""The dialogues that come with Threadline, as people would use them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

import config
from bot.events import Page
from bot.routing.conditions import holds
from bot.routing.facts import Facts
from tests.visitor_gateway.dialogue.writing import texts
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.cards import Question
from visitor_gateway.dialogue.check import Known
from visitor_gateway.dialogue.context import Booking, Context
from visitor_gateway.dialogue.load import check_file, load_folder
from visitor_gateway.dialogue.parts import CardId, DialogueId
from visitor_gateway.dialogue.position import card_of
from visitor_gateway.dialogue.routing import CustomRules
from visitor_gateway.dialogue.step import GoalReached, Step
from visitor_gateway.dialogue.whole import Dialogue


FOLDER = Path(config.__file__).parent / "dialogues"
SAMPLES = load_folder(FOLDER)
LANGUAGES = ("en", "sv", "zh-Hans", "nl", "pt-BR")
TYPED = {
    "text": "Something that is long enough",
    "email": "ada@example.com",
    "phone": "+46 8 123 456 78",
    "number": "12",
    "date": "2026-01-31",
    "boolean": "yes",
}


def context(locale: str = "en", *, eligible: bool = True) -> Context:
    page = Page(url="https://example.com/pricing")
    found = {"person": eligible}
    return Context(facts=Facts(locale=locale, at=1_800_000_000_000, page=page, eligible=found))


class Visit(NamedTuple):
    """A visitor who answers what they are asked."""

    dialogue: Dialogue
    context: Context
    attributes: dict[str, str]
    steps: list[Step]

    def answers(self, *given: str | dict[str, str]) -> Step:
        """Answer, one after the other; the last step."""
        for one in given:
            at = self.steps[-1].waits_at
            assert at is not None
            self.steps.append(stream.answer(self.dialogue, at, one, self.attributes, self.context))
            self.attributes.update(self.steps[-1].known)
        return self.steps[-1]

    def goals(self) -> list[int | None]:
        return [p.score for step in self.steps for p in step.passed if isinstance(p, GoalReached)]


def visit(name: str, locale: str = "en", *, eligible: bool = True, **known: str) -> Visit:
    """A visit of a sample dialogue."""
    dialogue, around = SAMPLES[DialogueId(name)], context(locale, eligible=eligible)
    first = stream.start(dialogue, known, around)
    return Visit(dialogue, around, known | first.known, [first])


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_sample_has_neither_errors_nor_warnings_and_names_its_schema(path: Path) -> None:
    assert check_file(path, known=Known(agents=[], teams=[])).problems == ()
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=dialogue.schema.json"


@pytest.mark.parametrize("known", [{}, {"first_name": "Ada", "email": "ada@example.com", "plan": "team"}])
@pytest.mark.parametrize("eligible", [True, False])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_way_through_a_sample_waits_or_ends(
    name: DialogueId, eligible: bool, known: dict[str, str]
) -> None:
    dialogue, around = SAMPLES[name], context(eligible=eligible)
    first = stream.start(dialogue, known, around)
    ways, seen, ends = [(first, known | first.known)], set(), 0
    while ways:
        step, attributes = ways.pop()
        if step.waits_at is None:
            ends += 1
            continue
        if (step.waits_at, tuple(sorted(attributes.items()))) in seen:
            continue
        seen.add((step.waits_at, tuple(sorted(attributes.items()))))
        card = dialogue.places[card_of(step.waits_at)].card
        shown = step.shown[-1]
        given: list[str | dict[str, str]] = list(shown.answers)
        if not isinstance(card, Question):
            given = [{f.attribute: TYPED.get(f.type) or f.choices[0] for f in shown.fields}]
        for one in given:
            after = stream.answer(dialogue, step.waits_at, one, attributes, around)
            ways.append((after, attributes | after.known))
    assert ends


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lead_is_qualified_in_their_language(language: str) -> None:
    lead = visit("lead-qualification", language)
    said = SAMPLES[DialogueId("lead-qualification")].stream
    first = lead.steps[0].shown[-1]
    assert isinstance(said[1], Question)
    assert isinstance(said[1].text, dict)
    assert first.text == said[1].text[language]
    lead.answers(first.answers[0])
    lead.answers(lead.steps[-1].shown[-1].answers[2])
    lead.answers("Ada", "ada@example.com", "Analytical Engines")
    end = lead.answers(lead.steps[-1].shown[-1].answers[0])
    assert end.live_chat is not None
    assert "Ada" in texts(end)[-1]
    assert lead.attributes == {
        "need": "buying",
        "team_size": "large",
        "first_name": "Ada",
        "email": "ada@example.com",
        "company": "Analytical Engines",
    }
    assert lead.goals() == [3]


def test_a_lead_who_compares_is_shown_the_prices_first() -> None:
    lead = visit("lead-qualification", first_name="Ada", email="ada@example.com")
    step = lead.answers("I'm comparing prices", "Up to 10", "")
    assert [shown.kind for shown in step.shown] == ["document", "question"]
    later = lead.answers("Rather later")
    assert (later.shown[0].kind, later.shown[0].link) == ("meeting", "https://example.com/book")
    assert lead.goals() == [1, 2]


def test_support_is_triaged_by_product_and_left_to_the_rules() -> None:
    someone = visit("support-triage")
    someone.answers("The app", "Nothing works")
    form = {"first_name": "Ada", "email": "ada@example.com", "problem": "Saving fails", "may_look": "yes"}
    end = someone.answers(form, "Yes, please")
    assert end.live_chat is not None
    assert end.live_chat.routing == CustomRules()
    assert (someone.attributes["product"], someone.attributes["urgency"]) == ("app", "high")
    assert someone.attributes["may_look"] == "true"


def test_a_question_about_an_invoice_comes_to_the_same_form() -> None:
    someone = visit("support-triage")
    step = someone.answers("Billing", {"invoice_number": "1042"})
    assert step.waits_at == "details"
    assert someone.attributes["invoice_number"] == "1042"


def test_after_hours_nothing_is_lost() -> None:
    someone = visit("after-hours", eligible=False)
    step = someone.answers("Leave a message")
    assert step.waits_at == "note"
    form = {"first_name": "Ada", "email": "ada@example.com", "message_for_later": "Please call."}
    assert someone.answers(form).completed
    assert someone.attributes["last_after_hours_page"] == "https://example.com/pricing"


def test_after_hours_what_is_urgent_finds_whoever_is_there() -> None:
    contact = {"first_name": "Ada", "email": "ada@example.com"}
    assert visit("after-hours", eligible=True).answers("It cannot wait", contact).live_chat is not None
    alone = visit("after-hours", eligible=False).answers("It cannot wait", contact)
    assert alone.waits_at == "note"
    assert "nobody is there" in texts(alone)[0]


def test_after_hours_a_call_is_booked_with_an_agent_by_name() -> None:
    someone = visit("after-hours")
    named = Context(
        facts=someone.context.facts, bookings={CardId("book"): Booking("https://cal.example.com/ann", "Ann")}
    )
    step = someone._replace(context=named).answers("Book a call")
    assert texts(step) == ["Pick a time, and Ann calls you."]
    assert step.shown[0].link == "https://cal.example.com/ann"


@pytest.mark.parametrize(("seats", "first"), [("3", "starter"), ("20", "team-plan"), ("500", "talk")])
def test_the_pricing_page_gives_advice_by_size(seats: str, first: str) -> None:
    step = visit("pricing-greeting").answers("Help me choose", seats)
    assert step.shown[0].card == first


def test_the_pricing_page_speaks_up_after_half_a_minute_or_well_down_the_page() -> None:
    greeting = SAMPLES[DialogueId("pricing-greeting")]
    assert greeting.poke
    events = greeting.targeting.events
    assert events is not None
    assert (events.time_on_page, events.scroll_depth, events.require) == (30, 60, "any")


def test_a_returning_customer_is_asked_nothing_twice() -> None:
    customer = visit(
        "returning-customer", first_name="Ada", email="ada@example.com", plan="enterprise", open_invoices="2"
    )
    assert "2 of your invoices" in texts(customer.steps[0])[1]
    end = customer.answers("I need help")
    assert end.live_chat is not None
    assert end.live_chat.routing == CustomRules()


def test_a_returning_customer_is_known_by_what_the_page_tells() -> None:
    audience = SAMPLES[DialogueId("returning-customer")].audience
    assert audience is not None
    assert holds(audience, Facts(attributes={"customer_id": "7", "email": "ada@example.com"}))
    assert not holds(audience, Facts(attributes={"email": "ada@example.com"}))
