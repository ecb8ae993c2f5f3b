"""What Slack sends, as far as we read it. Unknown fields are ignored."""

from __future__ import annotations

from typing import Annotated

import msgspec

from bot.adapters.slack.identity import ID


SlackId = Annotated[str, msgspec.Meta(pattern=rf"^{ID}\Z")]


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a payload."""


class Authorization(Payload, frozen=True, kw_only=True):
    """For which installation an event was sent; Slack sends one at most."""

    team_id: str | None = None


class Envelope(Payload, frozen=True, kw_only=True):
    """Around every event of the Events API."""

    team_id: str | None = None
    api_app_id: str | None = None
    event_id: str = ""
    event_time: float = 0
    """Seconds since 1970; 0 where it is left out."""
    event: dict[str, object]
    authorizations: list[Authorization] | None = None


class SharedFile(Payload, frozen=True, kw_only=True):
    """A file of a message. In shared channels there is nothing but its id, and ``files.info`` says the rest."""

    id: SlackId
    name: str | None = None
    size: int | None = None
    mode: str | None = None


class Shown(Payload, frozen=True, kw_only=True):
    """A message as an event about it shows it: as it is now, or as it was before."""

    ts: str = ""
    thread_ts: str = ""
    text: str | None = None
    user: SlackId | None = None
    bot_id: str | None = None
    app_id: str | None = None
    subtype: str | None = None
    parent_user_id: str | None = None
    blocks: list[object] | None = None
    files: list[SharedFile] | None = None
    edited: object = None


class MessageEvent(Payload, frozen=True, kw_only=True):
    """``message``, with any subtype. A reply has a `thread_ts` other than its `ts`."""

    channel: SlackId
    ts: str = ""
    thread_ts: str = ""
    text: str | None = None
    user: SlackId | None = None
    bot_id: str | None = None
    subtype: str | None = None
    hidden: bool = False
    channel_type: str = ""
    parent_user_id: str | None = None
    blocks: list[object] | None = None
    files: list[SharedFile] | None = None
    event_ts: str = ""
    message: Shown | None = None
    """Of ``message_changed``: what it is now, and `previous_message`, what it was."""
    previous_message: Shown | None = None
    deleted_ts: str = ""
    """Of ``message_deleted``; beside it `previous_message` may be left out."""


class Item(Payload, frozen=True, kw_only=True):
    """What a reaction is at."""

    type: str = ""
    channel: SlackId | None = None
    ts: str = ""


class Reaction(Payload, frozen=True, kw_only=True):
    """``reaction_added`` and ``reaction_removed``."""

    type: str
    user: SlackId
    reaction: str
    item: Item
    item_user: str | None = None
    event_ts: str = ""


class User(Payload, frozen=True, kw_only=True):
    """Whoever did something."""

    id: SlackId


class UserChange(Payload, frozen=True, kw_only=True):
    """``user_change``: name, picture or status of somebody changed."""

    user: User


class Subteam(Payload, frozen=True, kw_only=True):
    """A user group."""

    id: SlackId


class SubteamChanged(Payload, frozen=True, kw_only=True):
    """``subteam_members_changed`` (which names it by `subteam_id`) or ``subteam_updated``: a user group is another one now."""

    subteam_id: SlackId | None = None
    subteam: Subteam | None = None


class RevokedTokens(Payload, frozen=True, kw_only=True):
    """The users whose tokens were revoked."""

    bot: list[str] = []


class TokensRevoked(Payload, frozen=True, kw_only=True):
    """``tokens_revoked``."""

    tokens: RevokedTokens


class Chosen(Payload, frozen=True, kw_only=True):
    """An option of a menu."""

    value: str = ""


class PressedAction(Payload, frozen=True, kw_only=True):
    """One button that was pressed, or the entry of a menu."""

    action_id: str
    value: str = ""
    selected_option: Chosen | None = None


class Container(Payload, frozen=True, kw_only=True):
    """Where the button is."""

    channel_id: str = ""
    message_ts: str = ""
    thread_ts: str = ""


class Team(Payload, frozen=True, kw_only=True):
    """The workspace where the app is installed."""

    id: str | None = None


class Held(Payload, frozen=True, kw_only=True):
    """What an input of a modal holds; which of these depends on its type."""

    value: str | None = None
    selected_option: Chosen | None = None
    selected_options: list[Chosen] = []


class ViewState(Payload, frozen=True, kw_only=True):
    """What all inputs hold: by block, then by action."""

    values: dict[str, dict[str, Held]] = {}


class View(Payload, frozen=True, kw_only=True):
    """A modal."""

    id: str = ""
    callback_id: str = ""
    private_metadata: str = ""
    state: ViewState = ViewState()

    @property
    def held(self) -> dict[str, Held]:
        """What each of our blocks holds; they have one input each."""
        return {block: held for block, inputs in self.state.values.items() for held in inputs.values()}


class ViewSubmission(Payload, frozen=True, kw_only=True):
    """``view_submission``: somebody submitted a modal."""

    team: Team | None = None
    api_app_id: str | None = None
    user: User
    view: View


class ShortcutMessage(Payload, frozen=True, kw_only=True):
    """The message in whose menu a shortcut was used."""

    ts: str = ""
    thread_ts: str = ""


class InChannel(Payload, frozen=True, kw_only=True):
    """Where that message is."""

    id: SlackId


class MessageShortcut(Payload, frozen=True, kw_only=True):
    """``message_action``: somebody used a shortcut in a message's menu."""

    team: Team | None = None
    api_app_id: str | None = None
    user: User
    callback_id: str
    channel: InChannel
    message: ShortcutMessage
    trigger_id: str = ""
    response_url: str = ""


class HomeOpened(Payload, frozen=True, kw_only=True):
    """``app_home_opened``: somebody opened the tab `home` or `messages`."""

    user: SlackId
    tab: str = ""


class BlockActions(Payload, frozen=True, kw_only=True):
    """``block_actions``: somebody used a button or menu of a message or a modal.

    `team` is null where a whole organisation has the app.
    """

    team: Team | None = None
    api_app_id: str | None = None
    user: User
    actions: list[PressedAction]
    container: Container = Container()
    view: View | None = None
    """The modal, if it was in one."""
    trigger_id: str = ""
    response_url: str = ""


class SlashCommand(Payload, frozen=True, kw_only=True):
    """A slash command, which comes as a form."""

    command: str
    team_id: str = ""
    api_app_id: str = ""
    user_id: SlackId
    text: str = ""
    response_url: str = ""
    trigger_id: str = ""
