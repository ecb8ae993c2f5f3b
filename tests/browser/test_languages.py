"""Every language says everything, and a visitor gets one of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_access import has_no_barriers
from tests.browser.test_conversation import ANN, FORM, QUESTION
from tests.browser.visitor import Visitor
from visitor_gateway.widget import served


WORDS = """async ([module, language]) => {
  const { strings } = await import(`${module}languages/${language}.js`);
  const { moreStrings } = await import(`${module}languages/more/${language}.js`);
  const said = (text) => typeof text === "function" ? text(7) : text;
  return Object.fromEntries(Object.entries({ ...strings, ...moreStrings }).map(([name, text]) => [name, said(text)]));
}"""
SAME_EVERYWHERE = {"dir"}


async def words(page: Page, gateway: ScriptedGateway, language: str) -> dict[str, str]:
    """All that the widget says in a language; 7 stands for each name and number."""
    await page.goto(f"{gateway.origin}/page")
    said: dict[str, str] = await page.evaluate(WORDS, [f"{gateway.origin}/source/", language])
    return said


@pytest.mark.parametrize("language", [one for one in served.LANGUAGES if one != "en"])
async def test_a_language_says_all_that_english_says_with_the_same_names_and_numbers(
    page: Page, gateway: ScriptedGateway, language: str
) -> None:
    english, other = await words(page, gateway, "en"), await words(page, gateway, language)
    assert list(other) == list(english)
    assert [name for name in other if not other[name].strip()] == []
    assert [name for name in other if ("7" in other[name]) != ("7" in english[name])] == []
    same = {name for name in other if other[name] == english[name]}
    assert same <= SAME_EVERYWHERE | {"log", "no"}


async def test_the_button_is_labelled_in_every_language(page: Page, gateway: ScriptedGateway) -> None:
    await page.goto(f"{gateway.origin}/page")
    labels = set()
    for language in served.LANGUAGES:
        await page.evaluate(
            """language => {
              document.documentElement.lang = language;
              document.querySelector("threadline-chat").replaceWith(document.createElement("threadline-chat"));
            }""",
            language,
        )
        labels.add(await Visitor(page).launcher.get_attribute("aria-label"))
    assert len(labels) == len(served.LANGUAGES)


@pytest.mark.parametrize(
    ("page_lang", "element_lang", "browser_locale", "expected"),
    [
        ("en", "", "sv-SE", "Write a message"),
        ("sv", "", "en-GB", "Skriv ett meddelande"),
        ("en", "nl-BE", "en-GB", "Schrijf een bericht"),
        ("zh-Hans-CN", "", "en-GB", "输入消息"),
        ("PT-br", "", "en-GB", "Escreva uma mensagem"),
        ("fi", "", "de-AT", "Nachricht schreiben"),
        ("", "", "fr-CA", "Écrivez un message"),
        ("fi", "", "fi-FI", "Write a message"),
        ("constructor", "", "fi-FI", "Write a message"),
    ],
)
async def test_the_language_is_the_elements_or_the_pages_or_one_that_the_browser_prefers(
    browser: Browser,
    gateway: ScriptedGateway,
    page_lang: str,
    element_lang: str,
    browser_locale: str,
    expected: str,
) -> None:
    page = await browser.new_page(locale=browser_locale)
    await page.goto(f"{gateway.origin}/page")
    await page.evaluate(
        """([page, element]) => {
          document.documentElement.lang = page;
          if (element) document.querySelector("threadline-chat").lang = element;
        }""",
        [page_lang, element_lang],
    )
    visitor = Visitor(page)
    await visitor.opens()
    await gateway.hears("hello")
    await expect(visitor.composer).to_have_accessible_name(expected)
    await page.close()


async def test_only_the_words_of_one_language_are_fetched(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await visitor.page.evaluate("document.documentElement.lang = 'sv'")
    await gateway.say("card_shown", **FORM)
    await visitor.opens()
    await expect(visitor.panel.get_by_role("button", name="Fortsätt")).to_be_visible()
    fetched = {name for name in gateway.fetched if name.startswith("languages/")}
    assert fetched == {"languages/sv.js", "languages/more/sv.js"}


@pytest.mark.parametrize("dark", [False, True])
async def test_a_conversation_in_arabic_runs_from_right_to_left_and_has_no_barriers(
    browser: Browser, gateway: ScriptedGateway, dark: bool
) -> None:
    page = await browser.new_page(color_scheme="dark" if dark else "light")
    await page.goto(f"{gateway.origin}/page")
    await page.evaluate("Object.assign(document.documentElement, { lang: 'ar', dir: 'rtl' })")
    visitor = Visitor(page)
    await visitor.opens()
    await gateway.hears("hello")
    question: dict[str, Any] = {**QUESTION, "text": "هل نوصلك؟", "answers": ["نعم", "لا"]}
    await gateway.say("card_shown", **question)
    await gateway.say("visitor_answered", id="x", card="q", text="نعم")
    await gateway.say("agent_accepted", agent=ANN)
    await gateway.say("agent_wrote", agent=ANN, text="مرحبًا", sent=1)
    await visitor.sees_line("انضم Ann Lindqvist إلى المحادثة")
    own, theirs = [
        await visitor.panel.locator(f".{side} .bubble").bounding_box() for side in ("visitor", "agent")
    ]
    box = await visitor.panel.bounding_box()
    assert own
    assert theirs
    assert box
    assert own["x"] + own["width"] < theirs["x"]
    assert box["x"] < 100
    await has_no_barriers(visitor)
    await page.close()


async def test_words_stand_in_their_own_direction_on_a_page_of_the_other(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.page.evaluate("document.documentElement.dir = 'rtl'")
    await visitor.opens()
    await gateway.hears("hello")
    direction = "panel => [panel, panel.querySelector('.log')].map(node => getComputedStyle(node).direction)"
    assert await visitor.panel.evaluate(direction) == ["rtl", "ltr"]


async def test_the_hint_goes_the_way_of_its_language_and_what_is_written_its_own(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.page.evaluate("document.documentElement.lang = 'ar'")
    await visitor.opens()
    await gateway.hears("hello")
    await expect(visitor.composer).to_have_css("direction", "rtl")
    await visitor.composer.fill("Hello?")
    await expect(visitor.composer).to_have_css("direction", "ltr")
    await visitor.composer.fill("")
    await expect(visitor.composer).to_have_css("direction", "rtl")


@pytest.mark.parametrize("path", ["languages/en.js", "languages/more/en.js"])
def test_every_word_is_said_somewhere(path: str) -> None:
    source = "".join(module.read_text("utf-8") for module in served.HERE.glob("*.js"))
    names = re.findall(r"^  (\w+):", (served.HERE / path).read_text("utf-8"), re.MULTILINE)
    assert [name for name in names if not re.search(rf"\b{name}\b", source)] == []
