"""What a key that does not exist was probably meant to be."""

from __future__ import annotations

from collections.abc import Sequence

from config.fields import fields_of
from config.problem import did_you_mean
from config.settings import FileSettings


SECRET_KEYS = {
    "app_token": "THREADLINE_SLACK_APP_TOKEN",
    "bot_token": "THREADLINE_SLACK_BOT_TOKEN",
    "client_id": "THREADLINE_SLACK_CLIENT_ID",
    "client_secret": "THREADLINE_SLACK_CLIENT_SECRET",
    "encryption_key": "THREADLINE_ENCRYPTION_KEY",
    "redis_url": "REDIS_URL",
    "secret": "THREADLINE_SECRET",
    "signing_secret": "THREADLINE_SLACK_SIGNING_SECRET",
    "token": "THREADLINE_SLACK_BOT_TOKEN",
    "url": "REDIS_URL",
}
"""Keys that one would look for in the file, and the variables that carry them instead."""


def remedy_for(name: str, known: Sequence[str]) -> str:
    """Say how to mend an unknown key, where `known` ones are expected."""
    variable = SECRET_KEYS.get(name.casefold().removeprefix("slack_"))
    if variable:
        return f"Secrets never stand in this file: delete the line, and set {variable} in the environment."
    if meant := did_you_mean(name, known):
        return meant
    for section, field in fields_of(FileSettings).items():
        if field.section and name in fields_of(field.section):
            return f"Put it below '{section}:', indented by two spaces."
    return "Delete it, or compare it with threadline.example.yaml."
