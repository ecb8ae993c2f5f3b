"""Finds the settings file, reads it, and merges it with the environment. The only I/O is reading files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from config.decode import Decoded, decoded
from config.document import MAX_BYTES, root_of
from config.environment import CONFIG, misspelt, override
from config.problem import Problem, SettingsError, shown
from config.secret_values import given_in, secrets_of, without_password
from config.settings import Dialogues, Files, FileSettings, Settings, Store


DEFAULT_FILE = Path("threadline.yaml")
_PATHS = (
    ("store", "data_directory", Store().data_directory),
    ("dialogues", "folder", Dialogues().folder),
    ("files", "folder", Files().folder),
)
_ALLOWED_FILE = "the path of a readable YAML file"


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read the settings from `path`, else from where THREADLINE_CONFIG points, else from ./threadline.yaml.

    Without any of them the defaults hold. THREADLINE_HOST and THREADLINE_PORT go before the file.
    Relative paths in a file (and the default data directory beside it) are returned as paths from where the
    file is; call this before changing the working directory.
    Raises SettingsError with all problems at once.
    """
    problems: list[Problem] = []
    from_file = Decoded(file=str(DEFAULT_FILE))
    base = Path()
    try:
        file = settings_file(path, environ)
        if file is not None:
            base = file.parent
            from_file = decoded(root_of(_bytes(file, _chosen_by(path)), str(file)), str(file))
    except SettingsError as error:
        problems += error.problems
    _refuse_namesakes(from_file)
    _resolve_paths(from_file, base)
    override(from_file, environ)
    secrets, wrong_secrets = secrets_of(environ)
    managed = from_file.values.get("teams", {}).get("managed_identity") is True
    wrong_secrets += without_password(given_in(environ), managed=managed)
    problems += [*sorted(from_file.problems, key=_place), *misspelt(environ), *wrong_secrets]
    if problems:
        raise SettingsError(problems)
    settings = msgspec.convert(from_file.values, FileSettings)
    return Settings(**msgspec.structs.asdict(settings), secrets=secrets)


def settings_file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Say which file `load` reads, or None where the defaults hold.

    Raises SettingsError where there is a threadline.yml: it would be overlooked.
    """
    if path is not None:
        return path
    if named := environ.get(CONFIG, "").strip():
        return Path(named)
    if os.path.lexists(DEFAULT_FILE):
        return DEFAULT_FILE
    if DEFAULT_FILE.with_suffix(".yml").exists():
        remedy = "Rename it, or name it with --config."
        raise SettingsError(
            [
                Problem(
                    file="threadline.yml",
                    found="this name",
                    allowed=f"the name {DEFAULT_FILE}",
                    remedy=remedy,
                )
            ]
        )
    return None


def _place(problem: Problem) -> tuple[bool, int]:
    return problem.line == 0, problem.line


def _chosen_by(path: Path | None) -> str:
    return "--config" if path is not None else CONFIG


def _bytes(file: Path, chosen_by: str) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except IsADirectoryError:
        found, remedy = "a folder", "Name the file in it."
    except FileNotFoundError:
        found = "no file there"
        remedy = f"Check {chosen_by}, or copy threadline.example.yaml to this place."
    except OSError as error:
        found, remedy = (
            f"a file that cannot be read ({error.strerror})",
            "Check the path and its permissions.",
        )
    except ValueError:
        found, remedy = "a path that no file can have", f"Check {chosen_by}."
    raise SettingsError([Problem(file=str(file), found=found, allowed=_ALLOWED_FILE, remedy=remedy)])


def _refuse_namesakes(from_file: Decoded) -> None:
    people = from_file.values.get("desk", {}).get("people", [])
    if isinstance(people, list) and len({str(name).casefold() for name in people}) < len(people):
        from_file.problems.append(
            Problem(
                file=from_file.file,
                line=from_file.lines["desk.people"],
                key="desk.people",
                found="the same name twice",
                allowed="each name once, whatever its capitals",
                remedy="Give one of them an initial, for example AlmaB.",
            )
        )


def _resolve_paths(from_file: Decoded, base: Path) -> None:
    for section, name, default in _PATHS:
        values = from_file.values.setdefault(section, {})
        written = str(values.get(name, default))
        if not written:
            continue
        try:
            values[name] = str(base / Path(written).expanduser())
        except RuntimeError:
            from_file.problems.append(
                Problem(
                    file=from_file.file,
                    line=from_file.lines[f"{section}.{name}"],
                    key=f"{section}.{name}",
                    found=shown(written),
                    allowed="the path of a folder",
                    remedy="Nobody here has that name: write the path out, without ~.",
                )
            )
