"""Setting up and one whole conversation, as everybody in it sees it: the same by HTTP and by Socket Mode."""

from __future__ import annotations

import aiohttp
import pytest

from bot.commands.table import NOUNS
from tests.fake_slack.human import Human
from tests.fakes.picture import png
from tests.scenes.house import FALLBACK, House
from tests.scenes.reading import seen
from tests.scenes.visitor import Visitor


pytestmark = pytest.mark.timeout(60)

SETTING_UP = """\
> agent add @ann
Nobody is an admin yet. The first one is made with a one-time code: find it in the log of Threadline's start, \
then type `/livechat admin claim CODE`.
> admin claim 1234
This is not the code. It is in the log of Threadline's start; copy it from there and type `/livechat admin claim CODE`.
> admin claim {code}
Welcome, you are the admin now. Next, say who answers visitors: `/livechat agent add @sam`
> agnet add @ann
I don't know `/livechat agnet add @ann.lee`. Did you mean `/livechat agent add`?
Usage: `/livechat agent add @user...`
Example: `/livechat agent add @sam @kim`
> agent add @ann
*Ann Lee* is an agent now, and available.
Chats arrive as direct messages from me. `/livechat away` pauses them, `/livechat available` lets them come again.
> team create Sales
Team *Sales* is there. Put agents into it: `/livechat team add Sales @sam`
> team add sales @ann
*Ann Lee* is in *Sales* now.
> agent list
*1 agent*
• *Ann Lee*: available, 0 of 5 chats, in *Sales*
> status
• *Ann Lee*: available, 0 of 5 chats, in *Sales*
> setting set missed_channel #missed
`missed_channel` is *#missed* on Slack now. It was none.
> check
*Everything is well*
*Slack*
✅ Slack: bot token, for Acme
✅ Slack: scopes
✅ Slack: clock
✅ Slack: people can be looked up
✅ Slack: {listening}
*Threadline*
✅ Store
✅ Delivery
💡 Slack: events: None has come from Acme yet. Write something to the app in Slack, and look again. \
If none comes: in the app's settings under Event Subscriptions switch Enable Events on, compare Subscribe to bot events \
with what `threadline manifest slack` prints, and reinstall the app.
*Routing*
✅ at least one agent
✅ an agent who is available
> admin list
*1 admin*
• *Bo Boss* on Slack
> admin claim {code}
You are an admin already. `/livechat help` shows what you can do.
"""


async def test_a_workspace_is_set_up_by_commands_with_every_typing_error_explained(served: House) -> None:
    served.slack.user("Ann Lee")
    served.slack.channel("missed")
    listening = "Socket Mode" if served.slack.sockets.enabled else "signed requests"
    expected = SETTING_UP.format(code=served.code, listening=listening)
    typed = [line.removeprefix("> ") for line in expected.splitlines() if line.startswith("> ")]
    played = "".join([f"> {line}\n{await served.commands(line)}\n" for line in typed])
    assert played == expected


async def test_help_names_every_noun_and_explains_each(served: House) -> None:
    overview = await served.commands("help")
    for noun in NOUNS:
        assert f"• `/livechat {noun}`: " in overview
        assert f"`/livechat {noun}" in await served.commands(f"help {noun}")


THREAD = """\
Threadline:
    Vera would like to talk
    Asked at TIME
    E-mail
    vera@example.com
    Would you like to talk to one of us?
    Yes, please
    Page
    Prices (https://shop.example/prices)
    Language
    en
    Ended: you ended the conversation.
    [Visitor]
Threadline:
    Threadline: Hi there! 👋 Good to see you.
    Threadline: Would you like to talk to one of us?
    Vera (visitor): Yes, please
    Threadline: Lovely! Who are we talking to, and where can we write if we get cut off?
    Vera (visitor): First name: Vera
        E-mail: vera@example.com
    Threadline: Thanks Vera! One moment, I'm finding someone for you.
Vera (visitor):
    Is anybody there?
Ann Lee:
    Hello Vera!
Vera (visitor):
    What does the blue one cost?
Ann Lee:
    // she was here last week
Ann Lee:
    12 euros 🙂
Vera (visitor):
    Thanks!
    That is all."""

VIEW = """\
* Hi there! 👋 Good to see you.
* Would you like to talk to one of us? [Yes, please] [No, just looking]
Vera: Yes, please
* Lovely! Who are we talking to, and where can we write if we get cut off? [First name] [E-mail]
Vera: First name: Vera
E-mail: vera@example.com
* Thanks Vera! One moment, I'm finding someone for you.
= looking for somebody
Vera: Is anybody there?
= Ann Lee is here
Ann Lee: Hello Vera!
Vera: What does the blue one cost?
Ann Lee: 12 euros 🙂
Vera: Thanks!
Vera: That is all.
= ended by agent: agent_ended"""


async def test_a_conversation_reads_right_on_both_sides_from_hello_to_the_end(served: House) -> None:
    ann = await served.hire("Ann Lee")
    async with served.visitor() as vera:
        await vera.asks_for_a_person()
        card = await served.offer(ann)
        assert (card.text, card.buttons) == ("Vera would like to talk", ("Accept", "Decline"))
        assert "Waiting for you: accept, or simply reply in this thread." in card.shown
        await served.shows(ann, card, "I'm finding someone for you.")
        await vera.writes("Is anybody there?")
        await served.shows(ann, card, "Is anybody there?")
        assert (await ann.presses("Accept", on=card)).ok
        await vera.sees("= Ann Lee is here")
        await _talk(served, ann, vera)
        assert (await ann.presses("End", on=(await served.offer(ann)))).ok
        await vera.sees("= ended by agent: agent_ended")
        await served.shows(ann, card, "Ended: you ended the conversation.")
        # A merged post keeps the visitor's lines; how many posts they were is the pace's business.
        thread = seen(ann.thread(card)).replace("Thanks!\nVera (visitor):\n", "Thanks!\n")
        assert thread == THREAD
        assert "\n".join(vera.words) == VIEW
        assert vera.mistakes == []


async def _talk(served: House, ann: Human, vera: Visitor) -> None:
    card = await served.offer(ann)
    await served.slack.until(lambda: "End" in _buttons(ann))
    await ann.writes("Hello Vera!", in_thread=card)
    await vera.sees("Ann Lee: Hello Vera!")
    await vera.writes("What does the blue one cost?")
    await served.shows(ann, card, "What does the blue one cost?")
    await ann.writes("// she was here last week", in_thread=card)
    await ann.writes("12 euros 🙂", in_thread=card)
    await vera.sees("Ann Lee: 12 euros 🙂")
    await vera.writes("Thanks!")
    await vera.writes("That is all.")
    await served.shows(ann, card, "That is all.")


def _buttons(ann: Human) -> tuple[str, ...]:
    return next(message.buttons for message in ann.sees(ann.dm) if message.blocks)


async def test_the_visitor_sees_the_agents_own_picture_from_our_address(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera, aiohttp.ClientSession() as browser:
        await house.chat(ann, vera)
        agent = next(entry["agent"] for entry in vera.view if entry["type"] == "agent_accepted")
        assert agent["avatar"].startswith("/avatar/")
        async with browser.get(f"{house.url}{agent['avatar']}") as shown:
            served, kind = await shown.read(), shown.content_type
        picture = f"{house.slack.base_url}/avatars/{ann.id}/{ann.account.picture}/192.png"
        async with browser.get(picture) as original:
            assert (served, kind) == (await original.read(), "image/png")
    assert served != png(b"\0\0\0")


async def test_with_no_agent_the_fallback_message_comes_at_once(house: House) -> None:
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        await vera.sees(f"! {FALLBACK}")
        await vera.sees("= ended by system: missed")
