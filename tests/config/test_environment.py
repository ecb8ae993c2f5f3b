"""What the environment says beside secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.load import load
from config.problem import SettingsError


ALLOWED_PORT = "a whole number from 0 to 65535"


@pytest.fixture(autouse=True)
def _file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("threadline.yaml").write_text("server: {host: 127.0.0.2, port: 1111}")


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as refused:
        load(None, environ)
    return str(refused.value)


def test_host_and_port_of_the_environment_go_before_the_file() -> None:
    server = load(None, {"THREADLINE_HOST": "0.0.0.0", "THREADLINE_PORT": "9999"}).server  # noqa: S104  not bound
    assert (server.host, server.port) == ("0.0.0.0", 9999)  # noqa: S104  not bound


def test_host_and_port_of_the_environment_go_before_the_defaults() -> None:
    Path("threadline.yaml").unlink()
    assert load(None, {"THREADLINE_PORT": "9999"}).server.port == 9999


def test_empty_variables_leave_the_file_alone() -> None:
    server = load(None, {"THREADLINE_HOST": "", "THREADLINE_PORT": " "}).server
    assert (server.host, server.port) == ("127.0.0.2", 1111)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "THREADLINE_PORT",
            "8080x",
            f"found '8080x'; allowed: {ALLOWED_PORT}. Write for example THREADLINE_PORT=8080.",
        ),
        (
            "THREADLINE_PORT",
            "70000",
            f"found '70000'; allowed: {ALLOWED_PORT}. Write for example THREADLINE_PORT=8080.",
        ),
        (
            "THREADLINE_PORT",
            "-1",
            f"found '-1'; allowed: {ALLOWED_PORT}. Write for example THREADLINE_PORT=8080.",
        ),
        (
            "THREADLINE_PORT",
            "80.5",
            f"found '80.5'; allowed: {ALLOWED_PORT}. Write for example THREADLINE_PORT=8080.",
        ),
        (
            "THREADLINE_PORT",
            "tcp://10.0.0.1:8080",
            f"found 'tcp://10.0.0.1:8080'; allowed: {ALLOWED_PORT}. "
            "Kubernetes sets it for a service called threadline: set enableServiceLinks: false in the pod.",
        ),
        (
            "THREADLINE_HOST",
            "http://x",
            "found 'http://x'; allowed: an IP address or a host name. Write for example 127.0.0.1 "
            "(this machine only) or 0.0.0.0 (everybody); the port is a key of its own.",
        ),
    ],
)
def test_a_wrong_override_is_refused(name: str, text: str, message: str) -> None:
    assert refusal({name: text}) == f"environment: {name}: {message}"


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("THREADLINE_SLACK_BOT_TOKN", "THREADLINE_SLACK_BOT_TOKEN"),
        ("THREADLINE_SECERT", "THREADLINE_SECRET"),
        ("THREADLINE_CONFIG_", "THREADLINE_CONFIG"),
        ("THREADLINE_SECRET_FIEL", "THREADLINE_SECRET_FILE"),
    ],
)
def test_a_misspelt_variable_is_not_overlooked(wrong: str, meant: str) -> None:
    said = refusal({wrong: "whatever it holds"})
    assert said.startswith(f"environment: {wrong}: found an unknown variable; allowed: THREADLINE_CONFIG, ")
    assert said.endswith(f"Did you mean {meant}?")
    assert "whatever" not in said


def test_what_kubernetes_sets_for_a_service_of_our_name_is_left_alone() -> None:
    environ = {
        "THREADLINE_SERVICE_HOST": "10.0.0.1",
        "THREADLINE_SERVICE_PORT": "8080",
        "THREADLINE_PORT_8080_TCP": "tcp://10.0.0.1:8080",
        "THREADLINE_PORT_8080_TCP_ADDR": "10.0.0.1",
        "THREADLINE_PORT_8080_TCP_PORT": "8080",
        "THREADLINE_PORT_8080_TCP_PROTO": "tcp",
    }
    assert load(None, environ).server.port == 1111
