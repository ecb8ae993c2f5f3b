"""Links to threads: as Teams copies them, and as we write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.teams.thread_link import link_to, thread_at
from bot.ids import Person, ThreadRef


ZOE = Person("teams:t1:29:zoe")
THREAD = ThreadRef("teams:t1:19:abc_D-9@thread.tacv2/1700000000000")
AT = "https://teams.microsoft.com/l/message/19%3Aabc_D-9%40thread.tacv2"


def test_what_we_write_leads_back() -> None:
    link = link_to(THREAD)
    assert link == f"{AT}/1700000000000?tenantId=t1&parentMessageId=1700000000000"
    assert thread_at(link, ZOE) == THREAD
    assert link_to(ThreadRef("teams:t1:a:1chat/1700")) == ""
    assert link_to(THREAD, "https://gov.teams.microsoft.us/").startswith("https://gov.teams.microsoft.us/l/")


@pytest.mark.parametrize(
    "link",
    [
        f"{AT}/1700000000999?tenantId=t1&groupId=g&parentMessageId=1700000000000&teamName=S&channelName=C&createdTime=1",
        "https://teams.microsoft.com/l/message/19:abc_D-9@thread.tacv2/1700000000000?context=%7B%7D",
        "https://teams.cloud.microsoft/l/message/19:abc_D-9@thread.tacv2/1700000000000",
        f"{AT}/1700000000000?parentMessageId=x",
    ],
)
def test_a_link_to_any_message_leads_to_its_thread(link: str) -> None:
    assert thread_at(link, ZOE) == THREAD


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://teams.microsoft.com/l/message/19:abc@thread.tacv2/1700000000000",
        "https://evil.example/l/message/19:abc@thread.tacv2/1700000000000",
        "https://teams.microsoft.com/l/message/19:a_b@unq.gbl.spaces/1700000000000?context=x",
        "https://teams.microsoft.com/l/message/19:abc@thread.v2/1700000000000",
        "https://teams.microsoft.com/l/channel/19:abc@thread.tacv2/General",
        "https://teams.microsoft.com/l/message/19:abc@thread.tacv2/x",
        "https://[teams.microsoft.com/l/message/19:abc@thread.tacv2/1",
        "https://teams.microsoft.com/l/message/19:a%2Fb@thread.tacv2/1700000000000",
    ],
)
def test_any_other_text_is_no_link_to_a_thread(link: str) -> None:
    assert thread_at(link, ZOE) is None


@given(st.text() | st.text().map(lambda text: f"https://teams.microsoft.com/l/message/{text}"))
def test_no_text_breaks_it(text: str) -> None:
    found = thread_at(text, ZOE)
    assert found is None or found.startswith("teams:t1:19:")
