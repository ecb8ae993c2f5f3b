"""Secrets: read from variables and files, refused without being printed."""

from __future__ import annotations

import traceback
from pathlib import Path

import msgspec
import pytest
from rich.pretty import pretty_repr

from config.load import load
from config.problem import SettingsError
from config.secret_values import Secret


SECRET = "0123456789abcdefghijklmnopqrstuv"  # noqa: S105  made up
BOT = "xoxb-1-2-abcdefgh"
APP = "xapp-1-A-abcdefgh"
SIGNING = "0123456789abcdef0123456789abcdef"
REDIS = "redis://user:hunter2hunter2@localhost:6379/0"
ALL = {
    "THREADLINE_SECRET": SECRET,
    "THREADLINE_SLACK_BOT_TOKEN": BOT,
    "THREADLINE_SLACK_SIGNING_SECRET": SIGNING,
    "THREADLINE_SLACK_APP_TOKEN": APP,
    "REDIS_URL": REDIS,
}


INSTALLS = {
    "THREADLINE_SLACK_CLIENT_ID": "12345.67890",
    "THREADLINE_SLACK_CLIENT_SECRET": SIGNING,
    "THREADLINE_ENCRYPTION_KEY": SECRET,
}
"""In the place of a bot token."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the process is."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        load(None, environ)
    return str(refused.value).splitlines()


def test_without_any_variable_there_is_no_secret() -> None:
    secrets = load(None, {}).secrets
    assert secrets.secret is None
    assert secrets.redis_url is None


def test_empty_variables_count_as_none() -> None:
    assert load(None, dict.fromkeys(ALL, "")) == load(None, {})


def test_all_secrets_come_from_variables() -> None:
    secrets = load(None, ALL).secrets
    assert secrets.secret == Secret(SECRET)
    assert secrets.slack_bot_token == Secret(BOT)
    assert secrets.slack_signing_secret == Secret(SIGNING)
    assert secrets.slack_app_token == Secret(APP)
    assert secrets.redis_url is not None
    assert secrets.redis_url.reveal() == REDIS


def test_all_secrets_come_from_files_without_their_last_line_break() -> None:
    environ = {}
    for name, text in ALL.items():
        Path(name).write_text(f"{text}\n")
        environ[f"{name}_FILE"] = name
    assert load(None, environ) == load(None, ALL)


@pytest.mark.parametrize("show", [repr, str, pretty_repr, lambda settings: f"{settings.secrets}"])
def test_printing_settings_shows_no_secret(show: object) -> None:
    assert callable(show)
    shown = show(load(None, ALL))
    assert not [text for text in (SECRET, BOT, SIGNING, APP, REDIS, "hunter2") if text in shown]


def test_settings_with_secrets_cannot_be_written_as_json() -> None:
    with pytest.raises(TypeError):
        msgspec.json.encode(load(None, ALL))


@pytest.mark.parametrize(
    "slack",
    [
        {},
        {"THREADLINE_SLACK_BOT_TOKEN": BOT, "THREADLINE_SLACK_APP_TOKEN": APP},
        {"THREADLINE_SLACK_BOT_TOKEN": BOT, "THREADLINE_SLACK_SIGNING_SECRET": SIGNING},
    ],
)
def test_slack_is_complete_with_either_way_of_listening(slack: dict[str, str]) -> None:
    assert load(None, slack).secrets.slack_bot_token == (Secret(BOT) if slack else None)


@pytest.mark.parametrize("way", ["THREADLINE_SLACK_APP_TOKEN", "THREADLINE_SLACK_SIGNING_SECRET"])
def test_installing_into_workspaces_is_complete_with_either_way_of_listening(way: str) -> None:
    older = "another key of more than thirty-two signs".replace(" ", "-")
    keys = f"{SECRET},{older}"
    secrets = load(None, {**INSTALLS, "THREADLINE_ENCRYPTION_KEY": keys, way: ALL[way]}).secrets
    assert secrets.slack_client_id == Secret("12345.67890")
    assert secrets.encryption_keys == (Secret(SECRET), Secret(older))
    assert not [text for text in (SECRET, older, SIGNING) if text in repr(secrets)]


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        (
            {
                **INSTALLS,
                **{name: ALL[name] for name in ("THREADLINE_SLACK_BOT_TOKEN", "THREADLINE_SLACK_APP_TOKEN")},
            },
            "THREADLINE_SLACK_CLIENT_ID: found THREADLINE_SLACK_BOT_TOKEN as well, which is for one workspace alone; "
            "allowed: one of the two. Unset THREADLINE_SLACK_BOT_TOKEN: workspaces are then installed by a link, the "
            "first one too.",
        ),
        (
            {name: INSTALLS[name] for name in INSTALLS if name != "THREADLINE_ENCRYPTION_KEY"}
            | {"THREADLINE_SLACK_APP_TOKEN": APP},
            "THREADLINE_SLACK_CLIENT_ID: found no THREADLINE_ENCRYPTION_KEY; allowed: all three together. "
            "Set THREADLINE_ENCRYPTION_KEY too.",
        ),
        (
            INSTALLS,
            "THREADLINE_SLACK_CLIENT_ID: found neither THREADLINE_SLACK_SIGNING_SECRET nor "
            "THREADLINE_SLACK_APP_TOKEN; allowed: one of them beside it. Set THREADLINE_SLACK_SIGNING_SECRET (HTTP), "
            "or THREADLINE_SLACK_APP_TOKEN (Socket Mode).",
        ),
    ],
)
def test_installing_into_workspaces_that_is_not_complete_is_refused(
    environ: dict[str, str], said: str
) -> None:
    assert refusal(environ) == [f"environment: {said}"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "THREADLINE_SLACK_CLIENT_ID",
            "A0123456789",
            "found 'A0123…'; allowed: two numbers with a dot between them.",
        ),
        ("THREADLINE_SLACK_CLIENT_SECRET", SIGNING[1:], "found 31 characters that are no client secret;"),
        (
            "THREADLINE_ENCRYPTION_KEY",
            f"{SECRET},short",
            "found a key of 5 characters; allowed: 32 characters or more",
        ),
        ("THREADLINE_ENCRYPTION_KEY", f"{SECRET},", "found a key of 0 characters;"),
    ],
)
def test_what_cannot_be_meant_for_installing_is_refused(name: str, text: str, said: str) -> None:
    [line] = refusal({**INSTALLS, "THREADLINE_SLACK_SIGNING_SECRET": SIGNING, name: text})
    assert line.startswith(f"environment: {name}: {said}")


@pytest.mark.parametrize(
    "url", ["redis://h", "rediss://:p@h:1/2", "unix:///run/redis.sock?db=1", "redis://[::1]"]
)
def test_servers_of_every_kind_are_allowed(url: str) -> None:
    assert load(None, {"REDIS_URL": url, "THREADLINE_SECRET": SECRET}).secrets.redis_url == Secret(url)


MAKE_ONE = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
FROM_THE_APP = (
    "allowed: a token that begins with xoxb-. "
    "Copy it from your Slack app: OAuth & Permissions, Bot User OAuth Token."
)
A_SERVER = (
    "allowed: redis://, rediss:// or unix:// with a server. Write for example redis://localhost:6379/0."
)
ALONE = (
    "found quotes, spaces or characters outside ASCII in it; allowed: the secret alone. "
    "Copy it again, without quotes and spaces."
)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "THREADLINE_SECRET",
            "too-short",
            f"found 9 characters; allowed: 32 characters or more. {MAKE_ONE}",
        ),
        ("THREADLINE_SECRET", f'"{SECRET}"', ALONE),
        ("THREADLINE_SLACK_BOT_TOKEN", "xoxp-1-2-abcdefgh", f"found 'xoxp-…'; {FROM_THE_APP}"),
        ("THREADLINE_SLACK_BOT_TOKEN", APP, f"found 'xapp-…'; {FROM_THE_APP}"),
        ("THREADLINE_SLACK_BOT_TOKEN", "tiny", f"found 4 characters; {FROM_THE_APP}"),
        ("THREADLINE_SLACK_BOT_TOKEN", "xoxb-1 2", ALONE),
        ("THREADLINE_SLACK_BOT_TOKEN", "xoxb-é", ALONE),
        (
            "THREADLINE_SLACK_APP_TOKEN",
            BOT,
            "found 'xoxb-…'; allowed: a token that begins with xapp-. "
            "Copy it from your Slack app: Basic Information, App-Level Tokens.",
        ),
        (
            "THREADLINE_SLACK_SIGNING_SECRET",
            SIGNING[:-1],
            "found 31 characters that are no signing secret; allowed: 32 characters out of 0-9 and a-f. "
            "Copy it from your Slack app: Basic Information, App Credentials, Signing Secret.",
        ),
        ("REDIS_URL", "http://localhost:6379", f"found 'http:…'; {A_SERVER}"),
        ("REDIS_URL", "localhost:6380", f"found 'local…'; {A_SERVER}"),
        ("REDIS_URL", "redis://:hunter2@", f"found 'redis…'; {A_SERVER}"),
        ("REDIS_URL", "redis://localhost:port", f"found 'redis…'; {A_SERVER}"),
        ("REDIS_URL", "redis://[::1", f"found 'redis…'; {A_SERVER}"),
        ("REDIS_URL", "unix://server.sock", f"found 'unix:…'; {A_SERVER}"),
    ],
)
def test_a_wrong_secret_is_refused_without_being_printed(name: str, text: str, message: str) -> None:
    said = refusal(ALL | {name: text})
    assert said == [f"environment: {name}: {message}"]
    assert text not in said[0]


@pytest.mark.parametrize(
    ("given", "messages"),
    [
        (
            ["THREADLINE_SLACK_BOT_TOKEN"],
            [
                "environment: THREADLINE_SLACK_BOT_TOKEN: found neither THREADLINE_SLACK_APP_TOKEN nor "
                "THREADLINE_SLACK_SIGNING_SECRET; allowed: one of them beside the bot token. "
                "Set THREADLINE_SLACK_APP_TOKEN (Socket Mode, needs no public address), or "
                "THREADLINE_SLACK_SIGNING_SECRET (HTTP)."
            ],
        ),
        (
            ["THREADLINE_SLACK_APP_TOKEN", "THREADLINE_SLACK_SIGNING_SECRET"],
            [
                "environment: THREADLINE_SLACK_APP_TOKEN: found no THREADLINE_SLACK_BOT_TOKEN; "
                "allowed: both together. Set THREADLINE_SLACK_BOT_TOKEN too.",
                "environment: THREADLINE_SLACK_SIGNING_SECRET: found no THREADLINE_SLACK_BOT_TOKEN; "
                "allowed: both together. Set THREADLINE_SLACK_BOT_TOKEN too.",
            ],
        ),
        (
            ["REDIS_URL"],
            [
                "environment: THREADLINE_SECRET: found nothing, although REDIS_URL is set; "
                f"allowed: the same 32 characters or more in every process. {MAKE_ONE}"
            ],
        ),
    ],
)
def test_what_is_missing_beside_a_secret_is_named(given: list[str], messages: list[str]) -> None:
    assert refusal({name: ALL[name] for name in given}) == messages


def test_a_secret_from_a_variable_and_a_file_at_once_is_refused() -> None:
    Path("secret").write_text(SECRET)
    assert refusal({"THREADLINE_SECRET": SECRET, "THREADLINE_SECRET_FILE": "secret"}) == [
        "environment: THREADLINE_SECRET: found THREADLINE_SECRET_FILE as well; allowed: one of the two. "
        "Unset one of them."
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            None,
            "found a file that cannot be read (No such file or directory); allowed: the path of a file. "
            "Check the path and its permissions.",
        ),
        (b" \n", "found an empty file; allowed: a file with the secret alone in it. Check the path."),
        (b"\xff" * 40, "found no text; allowed: the path of a text file. Check the path."),
        (
            b"x" * 20_000,
            "found a file larger than 16 KB; allowed: a file with the secret alone in it. Check the path.",
        ),
    ],
)
def test_a_file_that_holds_no_secret_is_refused(data: bytes | None, message: str) -> None:
    if data is not None:
        Path("secret").write_bytes(data)
    assert refusal({"THREADLINE_SECRET_FILE": "secret"}) == [
        f"environment: THREADLINE_SECRET_FILE: {message}"
    ]


def test_a_folder_holds_no_secret(folder: Path) -> None:
    assert "(Is a directory)" in refusal({"THREADLINE_SECRET_FILE": str(folder)})[0]


def test_a_traceback_of_a_refusal_shows_no_secret() -> None:
    Path("threadline.yaml").write_text("server: {port: x}")
    try:
        load(None, ALL)
    except SettingsError as error:
        told = "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
        assert not [text for text in ALL.values() if text in told]
    else:
        pytest.fail("these settings must be refused")


APP_ID = "00000000-1111-2222-3333-444444444444"
TENANT = "8a3b1f00-0000-4000-8000-000000000001"
PASSWORD = "abc8Q~made.up_client-secret"  # noqa: S105  made up
TEAMS = {
    "THREADLINE_TEAMS_APP_ID": APP_ID,
    "THREADLINE_TEAMS_PASSWORD": PASSWORD,
    "THREADLINE_TEAMS_TENANT": TENANT,
}


def test_the_bot_in_teams_has_two_ids_and_a_secret() -> None:
    settings = load(None, TEAMS)
    assert settings.secrets.teams_app_id == Secret(APP_ID)
    assert settings.secrets.teams_password == Secret(PASSWORD)
    assert settings.secrets.teams_tenant == Secret(TENANT)
    assert PASSWORD not in repr(settings)


def test_a_managed_identity_has_no_secret(folder: Path) -> None:
    (folder / "threadline.yaml").write_text("teams:\n  managed_identity: true\n")
    ids = {name: text for name, text in TEAMS.items() if name != "THREADLINE_TEAMS_PASSWORD"}
    assert load(None, ids).secrets.teams_password is None
    assert "teams.managed_identity" in refusal(TEAMS)[0]
    assert len(refusal({})) == 2


@pytest.mark.parametrize("missing", TEAMS)
def test_whatever_is_missing_of_the_bot_in_teams_is_named_with_where_it_is(missing: str) -> None:
    [said] = refusal({name: text for name, text in TEAMS.items() if name != missing})
    assert missing in said
    assert "app registration" in said


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("THREADLINE_TEAMS_APP_ID", "threadline-bot", "Application (client) ID"),
        ("THREADLINE_TEAMS_TENANT", "contoso.onmicrosoft.com", "Directory (tenant) ID"),
        ("THREADLINE_TEAMS_PASSWORD", TENANT, "probably the Secret ID"),
        ("THREADLINE_TEAMS_PASSWORD", f'"{PASSWORD}"', "without quotes"),
    ],
)
def test_what_cannot_be_right_of_the_bot_in_teams_is_refused_without_being_printed(
    name: str, text: str, said: str
) -> None:
    [line] = refusal({**TEAMS, name: text})
    assert said in line
    assert text not in line
