"""Networks that let no WebSocket through, between a real browser and the real process: nobody notices but by looking."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, WebSocketRoute

from tests.browser.play import Play
from tests.waiting import until


pytestmark = pytest.mark.timeout(90)


class Network:
    """Between a page and the gateway: while it is `strict`, WebSockets open and carry nothing but their end."""

    def __init__(self) -> None:
        self.strict = True
        self.let_through = 0

    async def surrounds(self, page: Page) -> None:
        """Begin, with a fresh page: only WebSockets of pages that are loaded from now on are seen."""
        await page.route_web_socket("**/visitor/main", self._meets)
        await page.reload()

    async def _meets(self, socket: WebSocketRoute) -> None:
        if self.strict:
            await socket.close(code=1011)
        else:
            self.let_through += 1
            socket.connect_to_server()


async def _through(network: Network, count: int) -> bool:
    return network.let_through >= count


async def test_a_conversation_goes_on_without_websockets_and_over_a_restart(play: Play) -> None:
    network = Network()
    play.demo.breaks.add("no websockets")
    await network.surrounds(play.visitor.page)
    await play.connects()
    await play.visitor.writes("one")
    await play.agent.writes("two")
    await play.both_read("one", "two")
    await play.demo.kill()
    await play.visitor.writes("three")
    await play.demo.start()
    await play.agent.reads("one", "two", "three")
    await play.agent.writes("four")
    await play.both_read("one", "two", "three", "four")
    await play.visitor.sees_status("")
    assert network.let_through == 0


async def test_who_is_let_through_goes_on_by_websocket_and_misses_nothing(play: Play) -> None:
    network = Network()
    play.demo.breaks.add("no websockets")
    await play.visitor.page.clock.install()
    await network.surrounds(play.visitor.page)
    await play.connects()
    await play.visitor.writes("by post")
    await play.agent.reads("by post")
    await play.visitor.waits_for_delivery()  # what is under way when the clock jumps is taken for lost
    network.strict = False
    await play.visitor.page.clock.fast_forward(61_000)
    await until(lambda: _through(network, 2))
    await play.visitor.writes("by websocket")
    await play.agent.reads("by post", "by websocket")
    await play.agent.writes("Welcome")
    await play.both_read("by post", "by websocket", "Welcome")
