"""Users, channels, files and messages in the JSON that Slack gives out."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from .world import Channel, File, Installation, Json, Message, User


def offset(tz: str) -> int:
    """Seconds east of Greenwich, now."""
    shift = datetime.now(ZoneInfo(tz)).utcoffset()
    return int(shift.total_seconds()) if shift else 0


class Shapes:
    """Builds the JSON; it needs to know only the address of this server."""

    def __init__(self) -> None:
        self.base_url = ""

    def picture(self, user: User, size: int) -> str:
        return f"{self.base_url}/avatars/{user.id}/{user.picture}/{size}.png"

    def user(self, user: User, *, with_email: bool) -> Json:
        shape: Json = {
            "id": user.id,
            "team_id": user.team.id,
            "name": user.name,
            "deleted": user.deleted,
            "updated": 1,
        }
        shape |= {"profile": self._profile(user, with_email=with_email), "is_bot": user.is_bot}
        if user.deleted:
            return shape
        flags = {
            "is_admin": user.is_admin,
            "is_owner": user.is_owner,
            "is_primary_owner": False,
            "is_restricted": user.guest,
            "is_ultra_restricted": False,
            "is_app_user": False,
        }
        return {**shape, "real_name": user.real_name, "tz": user.tz, "tz_offset": offset(user.tz), **flags}

    def _profile(self, user: User, *, with_email: bool) -> Json:
        profile: Json = {
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.display_name,
            "display_name_normalized": user.display_name,
            "avatar_hash": f"g{user.picture:011x}",
            "team": user.team.id,
        }
        if with_email and user.email:
            profile["email"] = user.email
        return profile | {f"image_{size}": self.picture(user, size) for size in (24, 32, 48, 72, 192, 512)}

    def channel(self, channel: Channel) -> Json:
        common: Json = {
            "id": channel.id,
            "created": 1,
            "is_archived": channel.archived,
            "is_org_shared": False,
        }
        common["context_team_id"] = channel.team.id
        if channel.kind == "dm":
            return {**common, "is_im": True, "user": channel.partner}
        install = channel.team.installed
        return {
            **common,
            "name": channel.name,
            "name_normalized": channel.name,
            "is_channel": channel.kind == "public",
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": channel.kind == "private",
            "is_general": False,
            "is_shared": channel.shared,
            "is_ext_shared": channel.shared,
            "is_member": install is not None and install.bot_user in channel.members,
            "num_members": len(channel.members),
        }

    def bot_profile(self, install: Installation) -> Json:
        bot = install.team.users[install.bot_user]
        return {
            "id": install.bot_id,
            "app_id": install.app_id,
            "name": bot.real_name,
            "icons": {"image_48": self.picture(bot, 48)},
            "deleted": False,
            "updated": 1,
            "team_id": install.team.id,
        }

    def file(self, file: File, team: str, *, check: bool = False) -> Json:
        if check:
            return {
                "id": file.id,
                "mode": "file_access",
                "file_access": "check_file_info",
                "created": 0,
                "timestamp": 0,
            }
        address = f"{self.base_url}/files-pri/{team}-{file.id}"
        return {
            "id": file.id,
            "created": 1,
            "timestamp": 1,
            "name": file.name,
            "title": file.title,
            "mimetype": file.mimetype,
            "filetype": file.name.rpartition(".")[2],
            "user": file.owner,
            "user_team": team,
            "mode": "hosted",
            "file_access": "visible",
            "size": len(file.content),
            "is_external": False,
            "is_public": False,
            "url_private": f"{address}/{file.name}",
            "url_private_download": f"{address}/download/{file.name}",
            "permalink": f"{self.base_url}/files/{file.owner}/{file.id}/{file.name}",
        }

    def message(self, message: Message, *, with_metadata: bool = False, check_files: bool = False) -> Json:
        """A message as history and events show it."""
        shape: Json = {"type": "message"}
        subtype = message.subtype or ("thread_broadcast" if message.broadcast else None)
        shape |= {"subtype": subtype} if subtype else {}
        shape |= self._author(message)
        shape |= {"text": message.text, "ts": message.ts}
        for name in ("client_msg_id", "blocks", "attachments", "edited"):
            if value := getattr(message, name):
                shape[name] = value
        if message.files:
            shape["files"] = [self.file(f, message.channel.team.id, check=check_files) for f in message.files]
            shape["upload"] = False
        if message.reactions:
            shape["reactions"] = [
                {"name": n, "users": u, "count": len(u)} for n, u in message.reactions.items()
            ]
        if with_metadata and message.metadata:
            shape["metadata"] = message.metadata
        return shape | self._thread(message)

    def _author(self, message: Message) -> Json:
        team = message.channel.team.id
        if message.by is None:
            home = message.writer.team.id if message.writer else team
            stranger = {"user_team": home, "source_team": home} if home != team else {}
            return {"user": message.user} | ({"team": home} if message.user != "USLACKBOT" else {}) | stranger
        ours: Json = {"bot_id": message.by.bot_id, "app_id": message.by.app_id}
        if message.subtype == "bot_message":
            icons = {"icons": message.icons} if message.icons else {}
            return {**ours, "username": message.username or "", **icons}
        return {"user": message.user, "team": team, **ours, "bot_profile": self.bot_profile(message.by)}

    def _thread(self, message: Message) -> Json:
        channel = message.channel
        if message.is_reply and message.thread_ts is not None:
            parent = channel.messages.get(message.thread_ts)
            shape: Json = {"thread_ts": message.thread_ts, "parent_user_id": self._parent_user(parent)}
            if message.broadcast and parent:
                shape["root"] = self.message(parent)
            return shape
        replies = channel.replies(message.ts)
        if not replies and message.subtype != "tombstone":
            return {}
        writers = list(dict.fromkeys(r.user or (r.by.bot_id if r.by else "") for r in replies))
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len(writers),
            "reply_users": writers[:5],
            "latest_reply": replies[-1].ts if replies else message.ts,
            "is_locked": message.ts in channel.locked,
            "subscribed": False,
        }

    def _parent_user(self, parent: Message | None) -> str | None:
        if parent is None:
            return None
        return parent.user or (parent.by.bot_user if parent.by else None)
