"""How a website makes it look its own, and what stays readable whatever it says."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_conversation import ANN
from tests.browser.visitor import Visitor


# The luminance of both colours as they are painted; WCAG 2.2 has the formula.
CONTRAST = """node => {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const luminance = (colour) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((byte) => byte / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const { color, backgroundColor } = getComputedStyle(node);
  const [dark, light] = [luminance(color), luminance(backgroundColor)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}"""


@pytest.mark.parametrize(
    "accent",
    [
        "#000",
        "#fff",
        "#f00",
        "#00f",
        "#0f0",
        "#ff0",
        "#808080",
        "#767676",
        "#757575",
        "#0b6e60",
        "#e91e63",
        "#6a5cff",
        "oklch(60% .2 300)",
        "orange",
    ],
)
async def test_words_on_any_accent_can_be_read(visitor: Visitor, accent: str) -> None:
    await visitor.page.evaluate(
        "accent => document.querySelector('threadline-chat').style.setProperty('--threadline-accent', accent)",
        accent,
    )
    assert await visitor.launcher.evaluate(CONTRAST) >= 4.5


async def test_the_side_the_label_and_the_picture_are_the_websites(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.page.evaluate(
        """() => {
          const chat = document.createElement("threadline-chat");
          for (const [name, value] of Object.entries({ side: "left", label: "Ask Lera", avatar: "/avatar/ann" })) chat.setAttribute(name, value);
          document.querySelector("threadline-chat").replaceWith(chat);
        }"""
    )
    await expect(visitor.launcher).to_have_accessible_name("Ask Lera")
    box = await visitor.launcher.bounding_box()
    assert box
    assert box["x"] == 20
    await visitor.opens()
    await expect(visitor.panel).to_have_accessible_name("Ask Lera")
    await expect(visitor.panel.locator(".header img")).to_have_js_property("complete", True)
    box = await visitor.panel.bounding_box()
    assert box
    assert box["x"] == 20
    assert await visitor.panel.locator(".log").evaluate("log => getComputedStyle(log).direction") == "ltr"
    await gateway.say("card_shown", card="hi", kind="message", text="Hello!")
    await expect(visitor.panel.locator("li.us img")).to_have_js_property("complete", True)
    await gateway.say("agent_accepted", agent={**ANN, "avatar": ""})
    await expect(visitor.panel.locator(".header .face")).to_have_text("AL")


@pytest.mark.parametrize(("theme", "dark"), [("light", False), ("dark", True), ("", True)])
async def test_light_and_dark_are_the_websites_or_the_systems(
    visitor: Visitor, theme: str, dark: bool
) -> None:
    await visitor.page.emulate_media(color_scheme="light" if theme == "dark" else "dark")
    await visitor.page.locator("threadline-chat").evaluate(
        "(chat, theme) => chat.setAttribute('theme', theme)", theme
    )
    await visitor.opens()
    shade = "panel => getComputedStyle(panel).backgroundColor"
    assert await visitor.panel.evaluate(shade) == ("rgb(26, 32, 32)" if dark else "rgb(255, 255, 255)")


async def test_custom_properties_say_font_size_place_and_roundness(visitor: Visitor) -> None:
    wanted = {"font": "Georgia", "offset": "40px", "radius": "4px", "width": "500px", "height": "400px"}
    await visitor.page.locator("threadline-chat").evaluate(
        "(chat, wanted) => { for (const [name, value] of Object.entries(wanted)) chat.style.setProperty(`--threadline-${name}`, value) }",
        wanted,
    )
    await visitor.opens()
    still = "panel => Promise.all(panel.getAnimations().map((a) => a.finished))"
    await visitor.panel.evaluate(still)
    box, viewport = await visitor.panel.bounding_box(), visitor.page.viewport_size
    assert box
    assert viewport
    assert (box["width"], box["height"]) == (500, 400)
    assert box["x"] == viewport["width"] - 540
    style = "panel => [getComputedStyle(panel).fontFamily, getComputedStyle(panel).borderRadius]"
    assert await visitor.panel.evaluate(style) == ["Georgia", "4px"]


async def test_the_button_looks_after_closing_as_it_did_before_opening(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.launcher.click()
    await expect(visitor.panel).to_be_hidden()
    for sign in await visitor.launcher.locator("svg").all():
        await expect(sign).to_have_css("background-color", "rgba(0, 0, 0, 0)")
