"""Which of the addresses that Slack names we speak to. Slack's requests are signed; this is for the day they are not. Pure."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


ANSWERED = (".slack.com", ".slack-gov.com")
"""https://docs.slack.dev/interactivity/handling-user-interaction: a response_url begins with https://hooks.slack.com/."""
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def may_fetch(url: str, api_url: str) -> bool:
    """Say whether a picture may be fetched: by https, or from the host that is our Slack."""
    return _is_https(url) or _is_our_slack(url, api_url)


def may_answer(url: str, api_url: str) -> bool:
    """Say whether an answer may be sent to a response_url: to Slack, or to the host that is our Slack."""
    return (_is_https(url) and (urlsplit(url).hostname or "").endswith(ANSWERED)) or _is_our_slack(
        url, api_url
    )


def may_send_token(url: str, api_url: str) -> bool:
    """Say whether our token, or a visitor's file, may go to an address: to Slack, or to the host that is our Slack."""
    host = "." + (urlsplit(url).hostname or "") if _is_https(url) else ""
    return host.endswith(ANSWERED) or _is_our_slack(url, api_url)


def _is_https(url: str) -> bool:
    try:
        return urlsplit(url).scheme == "https"
    except ValueError:
        return False


def _is_our_slack(url: str, api_url: str) -> bool:
    """The host of the setting `slack.api_url`, on any port: what stands in for Slack may listen on several.

    Where that is this machine, all of its names are one host.
    """
    try:
        asked, ours = urlsplit(url), urlsplit(api_url)
    except ValueError:
        return False
    return bool(asked.hostname) and (asked.scheme, _host(asked)) == (ours.scheme, _host(ours))


def _host(address: SplitResult) -> str:
    name = address.hostname or ""
    return "localhost" if name in THIS_MACHINE else name
