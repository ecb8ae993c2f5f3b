"""Links to messages, as Slack's menus copy them."""

from __future__ import annotations

import pytest

from bot.adapters.slack.thread_link import thread_at
from bot.ids import ThreadRef, person


KIM = person("slack", "T1", "U1")
THREAD = ThreadRef("slack:T1:D012/1700000000.123456")
HEAD = "https://acme.slack.com/archives/D012/p1700000000123456"


@pytest.mark.parametrize(
    "link",
    [
        HEAD,
        f"{HEAD}/",
        "https://acme.enterprise.slack.com/archives/D012/p1700000000123456",
        "https://acme.slack.com/archives/D012/p1700000099000001?thread_ts=1700000000.123456&cid=D012",
    ],
)
def test_a_link_to_a_threads_first_message_or_a_reply_leads_to_the_thread(link: str) -> None:
    assert thread_at(link, KIM) == THREAD


@pytest.mark.parametrize(
    "link",
    [
        "",
        "c1",
        "https://acme.slack.com/archives/D012",
        "https://acme.slack.com.evil.example/archives/D012/p1700000000123456",
        "http://acme.slack.com/archives/D012/p1700000000123456",
        "https://[::1/archives/D012/p1700000000123456",
        "https://acme.slack.com/archives/D012/1/p1700000000123456",
    ],
)
def test_any_other_text_is_no_link_to_a_thread(link: str) -> None:
    assert thread_at(link, KIM) is None
