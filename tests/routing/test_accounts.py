"""Account routing: FEATURES 3.2."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.routing.accounts import MOST, TOLD, account_pool, domain, domain_of, read_accounts


ACCOUNTS = {"acme.com": "team:sales", "xn--mller-kva.de": "agent:ada"}
KNOWN = {"Sales": "team:sales", "Key; Accounts": "team:key", "Key, Accounts": "team:key", "@ada": "agent:ada"}


def pool(typed: str) -> str:
    """The targets of a small site."""
    if typed in KNOWN:
        return KNOWN[typed]
    raise BadInput(f'There is no agent and no team "{typed}".')


@pytest.mark.parametrize(
    ("email", "found"),
    [
        ("ada@acme.com", "team:sales"),
        ("Ada@ACME.com", "team:sales"),
        (" ada@acme.com. ", "team:sales"),
        ('"a@b"@acme.com', "team:sales"),
        ("ada@eng.acme.com", ""),
        ("ada@notacme.com", ""),
        ("ada@müller.de", "agent:ada"),
        ("ada@MÜLLER.de", "agent:ada"),
        ("ada@xn--mller-kva.de", "agent:ada"),
        ("acme.com", ""),
        ("@", ""),
        ("", ""),
        ("ada@" + "a" * 300 + ".com", ""),
        ("ada@\u0000.com", ""),
    ],
)
def test_the_domain_of_the_address_says_the_account(email: str, found: str) -> None:
    assert account_pool(ACCOUNTS, email) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("acme.com", "acme.com"),
        (" @ACME.Com. ", "acme.com"),
        ("Müller.de", "xn--mller-kva.de"),
        ("a-b.co.uk", "a-b.co.uk"),
    ],
)
def test_a_domain_has_one_form(typed: str, found: str) -> None:
    assert domain(typed) == found
    assert domain_of(f"ada@{typed.strip().removeprefix('@')}") == found


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("ada@acme.com", "what follows the @ is wanted: acme.com"),
        ("https://acme.com/", "web address"),
        ("acme.com:8080", "web address"),
        ("acme", '"acme" is no domain'),
        ("acme .com", "no domain"),
        ("-.com", "no domain"),
        ("10.0.0.1", "no domain"),
        ("", "no domain"),
        (".com", "no domain"),
        ("a" * 64 + ".com", "no domain"),
    ],
)
def test_what_is_no_domain_is_refused_with_the_remedy(typed: str, named: str) -> None:
    with pytest.raises(BadInput) as raised:
        domain(typed)
    assert named in str(raised.value)


LISTS = [
    ("plain", "acme.com,Sales\nb.org,@ada"),
    ("with a header", "Domain,Target\nacme.com,Sales\nb.org,@ada"),
    ("with a byte order mark", "\ufeffdomain,target\nacme.com,Sales\nb.org,@ada"),
    ("with semicolons", "domain;target\nacme.com;Sales\nb.org;@ada"),
    ("with tabs", "acme.com\tSales\nb.org\t@ada"),
    ("with quotes", '"acme.com","Sales"\n"b.org", "@ada"'),
    ("from Windows", "acme.com,Sales\r\nb.org,@ada\r\n"),
    ("from an old Mac", "acme.com,Sales\rb.org,@ada\r"),
    ("with empty lines and cells", "\nacme.com,Sales,,\n ,\n;;\n\nb.org , @ada \n\n"),
    ("with a line twice", "acme.com,Sales\nACME.com,Sales\nb.org,@ada"),
]


@pytest.mark.parametrize(("what", "text"), LISTS, ids=[what for what, _ in LISTS])
def test_a_list_is_read_as_spreadsheets_write_it(what: str, text: str) -> None:
    assert read_accounts(text, pool) == {"acme.com": "team:sales", "b.org": "agent:ada"}, what


@pytest.mark.parametrize(
    "line", ['a.com,"Key; Accounts"', 'a.com;"Key; Accounts"', 'a.com,"Key, Accounts"', "a.com;Key, Accounts"]
)
def test_a_name_may_have_the_mark_that_parts_the_cells(line: str) -> None:
    assert read_accounts(line, pool) == {"a.com": "team:key"}


def test_every_bad_line_is_named_with_its_number_and_nothing_is_read() -> None:
    text = 'domain,target\nacme.com,Sales\nada@b.org,Sales\n\nc.org,Salse\nacme.com,@ada\nd.org\ne.org,Sales,@ada\n"f.org,Sales'
    with pytest.raises(BadInput) as raised:
        read_accounts(text, pool)
    problems = raised.value.problems
    assert list(problems) == ["line 3", "line 5", "line 6", "line 7", "line 8", "line 9"]
    for line, named in zip(
        problems,
        [
            "wanted: b.org",
            '"Salse"',
            "acme.com has another target on line 2",
            "d.org has no target",
            '"@ada" is too much',
            "no domain",
        ],
        strict=True,
    ):
        assert named in problems[line]
        assert f"{line}: {problems[line]}" in str(raised.value)
    assert str(raised.value).startswith("Nothing was imported.")


def test_a_list_of_ten_thousand_lines_is_read() -> None:
    text = "\n".join(f"customer-{number}.com,Sales" for number in range(10_000))
    assert len(read_accounts(text, pool)) == 10_000


def test_a_sentence_names_some_of_many_bad_lines() -> None:
    with pytest.raises(BadInput) as raised:
        read_accounts("\n".join(["bad"] * 50), pool)
    assert str(raised.value).count("\n") == TOLD + 1
    assert str(raised.value).endswith(f"and {50 - TOLD} more lines")
    assert len(raised.value.problems) == 50


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "empty"),
        ("domain,target\n", "empty"),
        ("a.com,Sales\n" * (MOST + 1), str(MOST)),
        ("a" * 200_000, "200000"),
    ],
)
def test_a_list_that_is_empty_or_too_long_is_refused(text: str, named: str) -> None:
    with pytest.raises(BadInput, match=named):
        read_accounts(text, pool)


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["a.com", "Sales", ",", ";", '"', "\n", "\t", "@ada", " "])).map("".join)
)
def test_whatever_is_in_a_list_is_refused_or_names_pools(text: str) -> None:
    try:
        accounts = read_accounts(text, pool)
    except BadInput:
        return
    assert set(accounts.values()) <= set(KNOWN.values())
    assert {name: domain(name) for name in accounts} == {name: name for name in accounts}
