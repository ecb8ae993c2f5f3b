"""What people wrote, from Teams' HTML to our text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.teams.emoji_names import NEUTRAL, characters, reaction
from bot.adapters.teams.formatting import from_html
from bot.adapters.teams.mentions import Mentions
from bot.adapters.teams.said import Said, from_text
from bot.content import Span


BOT = "28:app"
ENTITIES = [
    {"type": "mention", "text": "<at>Threadline</at>", "mentioned": {"id": BOT, "name": "Threadline"}},
    {"type": "mention", "text": "<at>Ann Lee</at>", "mentioned": {"id": "29:ann", "name": "Ann Lee"}},
]
NAMED = '<span itemtype="http://schema.skype.com/Mention" itemscope itemid="0">{}</span>'


def read(html: str) -> Said:
    return from_html(html, Mentions(ENTITIES, BOT))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("<p>a</p>\n<p>b<br>c</p>", "a\nb\nc"),
        ("<p>a</p><p>&nbsp;</p><p>b</p>", "a\n\nb"),
        ("<div><div>a</div><div><br></div><div>b</div></div>", "a\n\nb"),
        ("<p>two  blanks\nand a break</p>", "two blanks and a break"),
        ("<p>&lt;b&gt; &amp;amp;</p>", "<b> &amp;"),
        ("<ul><li>one</li><li><p>two</p><ol><li>x</li><li>y</li></ol></li></ul>z",
         "• one\n• two\n    1. x\n    2. y\nz"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a | b\nc | d"),
        ("<p>x</p><script>alert(1)</script><style>p{}</style>", "x"),
        (f"<p>{NAMED.format('Threadline')}&nbsp;hello</p>", "hello"),
        (f"<p>hello {NAMED.format('Threadline')} there</p>", "hello there"),
        (f"<p>ask {NAMED.format('Ann Lee')}, or {NAMED.format('Bob')}</p>", "ask @Ann Lee, or Bob"),
        ('<p><at id="0">Threadline</at> hi</p>', "hi"),
        ('<blockquote itemtype="http://schema.skype.com/Reply"><p>secret</p></blockquote><p>yes</p>', "yes"),
        ('<blockquote itemtype="http://schema.skype.com/Forward"><b>se<i>cret</b></blockquote>no', "no"),
        ('<p><img itemtype="http://schema.skype.com/AMSImage" src="https://x.example/a" alt="a"></p>', ""),
        ('<p>hi <emoji alt="🙂" title="Smile"></emoji></p>', "hi 🙂"),
        ('<img itemtype="http://schema.skype.com/Emoji" alt="cool" itemid="cool">', "😎"),
        ('<img itemtype="http://schema.skype.com/CustomEmoji" alt="acme" itemid="acme">', NEUTRAL),
        ("</b></p><li>x", "• x"),
        ("<" * 50 + "b", "<" * 50 + "b"),
        ("<b>" * 5000 + "deep", "deep"),
    ],
)  # fmt: skip
def test_the_text_is_what_a_reader_saw(html: str, text: str) -> None:
    assert read(html).text == text


@pytest.mark.parametrize(
    ("html", "spans"),
    [
        ("<p>a <b>b <i>c</i></b></p>", (Span("bold", 2, 5), Span("italic", 4, 5))),
        ("<b><i>x</b></i>y", (Span("italic", 0, 1), Span("bold", 0, 1))),
        ("<s>x</s> <del>y</del>", (Span("strike", 0, 1), Span("strike", 2, 3))),
        ("<pre><code>a\n b</code></pre>", (Span("pre", 0, 4),)),
        ("<codeblock class='Python'><code>a<br>b</code></codeblock>", (Span("pre", 0, 3),)),
        ("<blockquote><p>q</p><p>r</p></blockquote>s", (Span("quote", 0, 3),)),
        ("<ul><li><b>x</b></li></ul>", (Span("bold", 2, 3),)),
        ("<p>&nbsp;</p><p> <b>x</b></p>", (Span("bold", 0, 1),)),
        ("<b></b><i> </i>", ()),
    ],
)
def test_how_parts_are_meant_is_kept(html: str, spans: tuple[Span, ...]) -> None:
    assert read(html).format == spans


@pytest.mark.parametrize(
    ("html", "text", "link"),
    [
        ('<a href="https://a.example/x">the page</a>', "the page (https://a.example/x)", Span("link", 0, 8, "https://a.example/x")),
        ('<a href="http://a.example/">a.example</a>', "a.example", Span("link", 0, 9, "http://a.example/")),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example", Span("link", 0, 11, "mailto:a@b.example")),
        ('<img src="https://g.example/x.gif" alt="Cat">', "Cat (https://g.example/x.gif)", Span("link", 0, 3, "https://g.example/x.gif")),
        ('<a href="javascript:alert(1)">click</a>', "click", None),
        ('<img src="data:image/png;base64,x" alt="Cat">', "", None),
    ],
)  # fmt: skip
def test_links_lead_where_they_led_if_that_is_a_place(html: str, text: str, link: Span | None) -> None:
    assert read(html).text == text
    assert read(html).format == ((link,) if link else ())


def test_a_message_without_html_has_its_mentions_in_tags() -> None:
    said = from_text(
        "<at>Threadline</at>&nbsp;agent add <at>Ann Lee</at> <at>Bob</at>\n", Mentions(ENTITIES, BOT)
    )
    assert said.text == "agent add @Ann Lee <at>Bob</at>"
    assert [(one.start, one.end, one.account.id) for one in said.named] == [(10, 18, "29:ann")]


def test_of_two_with_one_name_each_is_who_was_meant() -> None:
    both = [{**ENTITIES[1], "mentioned": {"id": f"29:{n}", "name": "Ann Lee"}} for n in (1, 2)]
    said = from_html(f"{NAMED.format('Ann Lee')} {NAMED.format('Ann Lee')}", Mentions(both, BOT))
    assert [one.account.id for one in said.named] == ["29:1", "29:2"]


TAGS = st.sampled_from([
    "<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<ul>", "<li>", "</li>", "</ul>", "<br>", "<pre>", "</pre>", "<code>",
    "</code>", "<blockquote>", "</blockquote>", '<a href="https://x.example">', "</a>", "&nbsp;", "\n", " ", "x", "<at>",
    "</at>", '<blockquote itemtype="http://schema.skype.com/Reply">', "<td>", "<!--", "-->", "<![CDATA[", "&#x110000;",
])  # fmt: skip


@given(st.lists(TAGS | st.text(max_size=4), max_size=40).map("".join))
def test_any_html_is_read_and_its_spans_never_cross(html: str) -> None:
    said = read(html)
    assert said.text == said.text.strip()
    ends = list[int]()
    for span in said.format:
        assert 0 <= span.start < span.end <= len(said.text)
        while ends and ends[-1] <= span.start:
            ends.pop()
        assert not ends or span.end <= ends[-1]
        ends.append(span.end)
    for one in said.named:
        assert said.text[one.start] == "@"


@given(
    st.text(alphabet="secret 4111<>&;/bp=\"'", max_size=40).map(
        lambda words: words.replace("</blockquote", "")
    )
)
def test_no_word_of_a_quoted_message_is_in_the_text(words: str) -> None:
    inside = words.replace("<", "&lt;").replace("4111", "QUOTED")
    html = (
        f'<blockquote itemtype="http://schema.skype.com/Reply"><p>QUOTED{inside}</p></blockquote><p>mine</p>'
    )
    assert read(html).text == "mine"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("like", "👍"), ("heart", "❤️"), ("Laugh", "😆"), ("1f44b_wavinghand-tone4", "👋🏾"), ("1f440_eyes", "👀"),
        ("2705_whiteheavycheckmark", "✅"), ("1f1e9-1f1ea_flag", "🇩🇪"), ("2764_heart", "❤️"), ("acme-logo", ""),
        ("d800_half", ""), ("110000_beyond", ""), ("", ""),
    ],
)  # fmt: skip
def test_names_of_reactions_are_characters(name: str, shown: str) -> None:
    assert reaction(name) == shown


def test_an_emoji_in_a_text_is_what_its_reader_saw() -> None:
    assert characters("🙂", "smile") == "🙂"
    assert characters("", "") == ""
    assert characters("acme", "acme") == NEUTRAL
