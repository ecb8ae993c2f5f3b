"""Activities in the JSON that Teams sends."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .settings import Settings
from .world import App, Channel, File, Json, Message, Person, Team, Tenant


class Shapes:
    """Builds the JSON; `region` is a part of the service address, and may change."""

    def __init__(self, app: App, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self.base_url = ""
        self.files_url = ""
        """Where files of chats are: another host, as SharePoint is, to which no token may go."""
        self.region = "amer"

    def service_url(self, tenant: Tenant) -> str:
        proxy = self._settings.connector_address
        return f"{f'http://{proxy}' if proxy else self.base_url}/{self.region}/{tenant.id}/"

    def bot(self) -> Json:
        return {"id": self._app.bot_id, "name": self._app.name}

    def person(self, person: Person) -> Json:
        return {"id": person.id, "name": person.name, "aadObjectId": person.aad}

    def activity(
        self,
        kind: str,
        person: Person,
        channel: Channel,
        *,
        at: float,
        conversation: str = "",
        activity_id: str = "",
    ) -> Json:
        """What all activities have in common."""
        now = datetime.fromtimestamp(at, UTC)
        local = now.astimezone(ZoneInfo(person.timezone))
        frame: Json = {
            "type": kind,
            "timestamp": f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond:06d}1Z",
            "localTimestamp": local.isoformat(),
            "channelId": "msteams",
            "serviceUrl": self.service_url(channel.tenant),
            "from": self.person(person),
            "conversation": self.conversation(channel, conversation or channel.id),
            "recipient": self.bot(),
            "channelData": self.channel_data(channel),
            "locale": person.locale,
            "localTimezone": person.timezone,
        }
        frame |= {"id": activity_id} if activity_id else {}
        if self._settings.unknown_extras:
            frame |= {"callerId": "urn:botframework:azure", "fieldOfTomorrow": {"nested": [1, None, {}]}}
        return frame

    def conversation(self, channel: Channel, conversation: str) -> Json:
        kinds = {"channel": "channel", "chat": "personal", "group": "groupChat"}
        shape: Json = {
            "conversationType": kinds[channel.kind],
            "tenantId": channel.tenant.id,
            "id": conversation,
        }
        if channel.kind != "chat":
            shape["isGroup"] = True
        return shape

    def channel_data(self, channel: Channel) -> Json:
        data: Json = {"tenant": {"id": channel.tenant.id}}
        if channel.team:
            data |= {"teamsChannelId": channel.id, "teamsTeamId": channel.team.id}
            data |= {"channel": {"id": channel.id}, "team": {"id": channel.team.id}}
        if self._settings.unknown_extras:
            data |= {"settingOfTomorrow": True}
        return data

    def message(self, message: Message, person: Person, at: float) -> Json:
        """A message as it was typed."""
        shape = self.activity(
            "message",
            person,
            message.channel,
            at=at,
            conversation=message.conversation,
            activity_id=message.id,
        )
        shape |= {"text": message.text, "textFormat": "plain", "attachments": self._attachments(message)}
        client = {"type": "clientInfo", "locale": person.locale, "country": "NL", "platform": "Web"}
        tomorrow = (
            [{"type": "entityOfTomorrow", "mentioned": "nobody"}] if self._settings.unknown_extras else []
        )
        shape["entities"] = [*message.entities, {**client, "timezone": person.timezone}, *tomorrow]
        return shape

    def _attachments(self, message: Message) -> list[Json]:
        personal = message.channel.kind == "chat"
        html = message.html
        if not personal:
            html += "".join(f'<attachment id="{file.id}"></attachment>' for file in message.files)
        shown = [
            {"contentType": "image/*", "contentUrl": self.image(message, file)} for file in message.images
        ]
        typed = self._settings.html or (message.files and not personal)
        words = [{"contentType": "text/html", "content": html}] if typed and html else []
        return [*shown, *(self.download(file) for file in message.files if personal), *words]

    def image(self, message: Message, file: File) -> str:
        """A pasted image: fetched with the bot's token."""
        return f"{self.service_url(message.channel.tenant)}v3/attachments/{file.id}/views/original"

    def download(self, file: File) -> Json:
        """A file in a personal chat, whose address is short-lived and carries its own proof."""
        content = {
            "downloadUrl": f"{self.files_url}/download/{file.id}?tempauth={file.token}",
            "uniqueId": file.id,
            "fileType": file.name.rpartition(".")[2],
        }
        return {
            "contentType": "application/vnd.microsoft.teams.file.download.info",
            "contentUrl": f"https://acme-my.sharepoint.com/personal/documents/{file.name}",
            "name": file.name,
            "content": content,
        }

    def team(self, team: Team, *, whole: bool = True) -> Json:
        return {"id": team.id, **({"name": team.name, "aadGroupId": team.aad_group} if whole else {})}

    def member(self, person: Person) -> Json:
        """Somebody in a roster."""
        return {
            "id": person.id,
            "name": person.name,
            "givenName": person.given_name,
            "surname": person.surname,
            "objectId": person.aad,
            "aadObjectId": person.aad,
            "email": person.email,
            "userPrincipalName": person.email,
            "tenantId": person.tenant.id,
            "userRole": "guest" if person.guest else "user",
        }
