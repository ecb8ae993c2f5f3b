"""What a test may switch. Every default is the strict one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


EVENTS = (
    "app_home_opened app_mention app_uninstalled channel_archive channel_deleted channel_rename file_shared "
    "member_joined_channel member_left_channel message.channels message.groups message.im reaction_added "
    "reaction_removed subteam_members_changed subteam_updated tokens_revoked user_change"
)


@dataclass(kw_only=True)
class Settings:
    """Times are seconds of the fake's clock unless said otherwise."""

    pace: bool = True
    """chat.postMessage: one a second and channel, 300 a minute and workspace."""
    pace_grace: float = 0.05
    """How much earlier than a full second a post may arrive: the jitter of a loopback connection."""
    tiers: bool = True
    """The documented limit per minute of each (method, workspace)."""
    history_once_a_minute: bool = False
    """conversations.history/replies as for apps sold outside the Marketplace: 1 a minute, 15 objects."""
    split_at: int = 4000
    """Longer texts are stored as several messages, and only the first one's ts is answered."""
    unfurls: bool = True
    """Links are unfurled, which echoes message_changed, unless the post forbids it."""
    file_share_delay: float = 0.02
    check_file_info: bool = False
    """Files in events carry file_access: check_file_info and nothing else, as in Slack Connect."""
    file_redirects: bool = False
    """Downloads answer 302 to another path, which wants the token as well."""

    ack_limit: float = 3.0
    """Real seconds in which the app must answer."""
    socket_address: str = ""
    """Socket Mode: the host and port that the app is sent to, if a proxy stands before this server."""
    lost_acks: int = 0
    """Socket Mode: how many of the next acknowledgements get lost on their way."""
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    hourly_retries: bool = False
    """Delayed Events: after the three retries, hourly for 24 hours."""
    event_delay: float = 0.0
    copies: int = 1
    """How often each event is delivered, also after a 200."""
    one_at_a_time: bool = False
    """Deliver an event only after the one before it has been answered."""
    answer_after_event: bool = False
    """A post is answered only after its event has been delivered once."""
    message_replied: bool = False
    """Tell of each reply a second time, as a change of its parent: message_replied, which lacks its subtype."""
    deletes_carry_previous: bool = True
    signing: Literal["good", "bad_signature", "stale", "non_numeric", "unsigned"] = "good"
    ledger_minimum: int = 1000
    """Below this many deliveries an hour, failures don't switch the subscription off."""
    events_per_hour: int = 30_000
    should_escape: bool = True
    """As in the manifest: @bob in a slash command becomes <@U123|bob>."""
    trigger_life: float = 3.0
    granted: dict[str, Any] = field(default_factory=dict)
    """What oauth.v2.access answers in the place of the usual: another team's token, an organisation, rotated tokens."""
    subscriptions: set[str] = field(default_factory=lambda: set(EVENTS.split()))
