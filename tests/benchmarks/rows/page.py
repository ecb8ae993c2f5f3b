"""What the widget costs the page that has it, before anybody opens it, beside the same page without it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
from statistics import median

from playwright.async_api import Browser, CDPSession, Route, async_playwright

from tests.benchmarks.bench import Bench, Load
from tests.benchmarks.house import ENVIRONMENT, THREADLINE, ready_after
from tests.benchmarks.processes import free_port, running
from tests.benchmarks.row import Line, Values
from tests.browser.conftest import FLAGS, NAMES


EMPTY = (
    "<!doctype html><html lang=en><link rel=icon href='data:,'><title>Page</title><h1>Page</h1><p>Words.</p>"
)
WIDGET = "<script type=module src=/widget/threadline-chat.js></script><threadline-chat></threadline-chat>"
SHIFTS = """() => new Promise((resolve) => {
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(shift)));
})"""
STORED = """async () => localStorage.length + sessionStorage.length + document.cookie.length
  + (await indexedDB.databases()).length + (await caches.keys()).length"""


def with_widget(load: Load) -> Values:
    """A page with the widget of the demo, whose dialogues speak up by themselves."""
    port = free_port()
    env: Mapping[str, str] = ENVIRONMENT | {"THREADLINE_PORT": str(port)}
    with tempfile.TemporaryDirectory() as folder:
        command = (THREADLINE, "demo", "--data", folder)
        with running(*command, port=port, env=dict(env)):
            ready_after(port)
            return asyncio.run(_visits(port, EMPTY + WIDGET, load))


def without(load: Load) -> Values:
    """The same page without it."""
    return asyncio.run(_visits(free_port(), EMPTY, load))


async def _visits(port: int, html: str, load: Load) -> Values:
    """Some visits, each in a fresh profile; their median counts."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise RuntimeError("no Chromium here: apt-get install chromium")
    url = f"http://127.0.0.1:{port}/page"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        found = [await _visit(browser, url, html) for _ in range(2 * load.rounds + 1)]
        await browser.close()
    return {key: median(values[key] for values in found) for key in found[0]}


async def _visit(browser: Browser, url: str, html: str) -> Values:
    page = await browser.new_page()

    async def answer(route: Route) -> None:
        await route.fulfill(body=html, content_type="text/html")

    await page.route(url, answer)
    devtools = await page.context.new_cdp_session(page)
    received: list[float] = []
    devtools.on("Network.loadingFinished", lambda done: received.append(done["encodedDataLength"]))
    await devtools.send("Network.enable")
    await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    await page.goto(url, wait_until="networkidle")
    values = {
        "requests": float(len(received)),
        "bytes": sum(received) / 1000,
        "busy": await _busy(devtools) * 1000,
        "shift": float(await page.evaluate(SHIFTS)),
        "stored": float(await page.evaluate(STORED)),
    }
    await page.context.close()
    return values


async def _busy(devtools: CDPSession) -> float:
    """Seconds of a processor that the page's main thread took, however busy the machine is with others."""
    metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")


BESIDE = "the same page without it"
BENCH = Bench(
    name="page",
    lines=(
        Line(
            key="requests",
            what="a page with the widget, not opened: requests",
            unit="",
            reach=5,
            better="less",
            bounds="ours",
            beside=BESIDE,
        ),
        Line(key="bytes", what="… received", unit="KB", reach=8, better="less", bounds="ours", beside=BESIDE),
        Line(key="busy", what="… main thread", unit="ms", reach=2, better="less", beside=BESIDE),
        Line(
            key="shift",
            what="… layout shift",
            unit="",
            reach=0,
            better="less",
            bounds="ours",
            beside=BESIDE,
        ),
        Line(
            key="stored",
            what="… things stored",
            unit="",
            reach=0,
            better="less",
            bounds="ours",
            beside=BESIDE,
        ),
    ),
    ours=with_widget,
    floor=without,
    rounds=1,
)
