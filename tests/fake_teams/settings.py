"""What a test may switch. Every default is the strict one."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Settings:
    """Times are seconds of the fake's clock unless said otherwise."""

    # what the app does
    buckets: bool = True
    """The documented limits of each channel and tenant."""
    grace: float = 0.05
    """How much earlier than its window's end a call may come: the jitter of a loopback connection."""
    retry_after: bool = True
    """A 429 from the buckets says when to come again."""
    largest: int = 80_000
    """Bytes of a message, as UTF-16 with mentions and cards."""
    largest_card: int = 28_000
    """Bytes of a card as UTF-8."""
    page_size: int = 50
    """Members on one page, at most; people in it may ask for less."""
    token_life: float = 3600.0
    """Seconds of the fake's clock for which the bot's tokens are good."""
    renew_from: float = 0.4
    """A token asked for before this part of the last one's life has passed is one too many."""
    processes: int = 1
    """How many processes of the app ask for tokens of their own."""
    connector_address: str = ""
    """The host and port that the app is sent to, if a proxy stands before this server."""
    old_addresses: bool = False
    """After a move the former service address goes on working."""
    graph: set[str] = field(default_factory=set)
    """Application permissions that an admin consented to: User.Read.All, ProfilePhoto.Read.All, Presence.Read.All."""
    offences_fail: bool = True
    """Leaving the fake raises AssertionError if the app did what no app may do."""

    # what the app is sent
    answer_limit: float = 15.0
    """Seconds in which the app must answer."""
    retry_delays: tuple[float, ...] = (0.0, 30.0)
    """Seconds before it is sent again what it did not answer, or answered with 408, 429 or 5xx."""
    invoke_limit: float = 5.0
    """Real seconds in which the app must answer what somebody pressed."""
    event_delay: float = 0.0
    copies: int = 1
    """How often each activity is delivered, also after a 200."""
    one_at_a_time: bool = False
    """Deliver an activity only after the one before it has been answered."""
    html: bool = True
    """Messages carry an attachment of what was typed, as text/html."""
    escapes: bool = True
    """The text of messages holds entities for `&`, `<` and `>`."""
    universal_actions: bool = True
    """People's clients know Action.Execute; else they do what it falls back to."""
    unknown_extras: bool = True
    """Activities carry fields that nobody has heard of."""
    edits_heard: bool = True
    """Edits and deletions in channels are told of where the message was heard."""
