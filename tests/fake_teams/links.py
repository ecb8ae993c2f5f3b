"""The links that Teams' menus copy: "Get link to channel" and "Copy link"."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from .world import App, Channel, Message


WEB = "https://teams.microsoft.com/l"


def to_channel(channel: Channel) -> str:
    """Raises LookupError for a chat, of which there is none."""
    if channel.team is None:
        raise LookupError(f"there is no link to {channel}")
    asked = urlencode({"groupId": channel.team.aad_group, "tenantId": channel.tenant.id})
    return f"{WEB}/channel/{quote(channel.id, safe='')}/{quote(channel.name, safe='')}?{asked}"


def to_message(message: Message, app: App) -> str:
    """https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams."""
    channel = message.channel
    if channel.team is None:
        # People's clients know a chat by its two members, never by the id that the bot is told.
        where = (
            f"19:{channel.people[0].aad}_{app.app_id}@unq.gbl.spaces"
            if channel.kind == "chat"
            else channel.id
        )
        return f"{WEB}/message/{where}/{message.id}?context=%7B%22contextType%22%3A%22chat%22%7D"
    asked = {
        "tenantId": channel.tenant.id,
        "groupId": channel.team.aad_group,
        "parentMessageId": message.root or message.id,
        "teamName": channel.team.name,
        "channelName": channel.name,
        "createdTime": message.id,
    }
    return f"{WEB}/message/{channel.id}/{message.id}?{urlencode(asked)}"
