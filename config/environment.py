"""What the environment says beside secrets: two settings that platforms like to choose, and misspelt names."""

from __future__ import annotations

from collections.abc import Mapping

from config.decode import Decoded, NotThis, scalar
from config.fields import fields_of
from config.problem import ENVIRONMENT, Problem, nearest, shown
from config.secret_values import NAMES
from config.settings import Server


CONFIG = "THREADLINE_CONFIG"
OVERRIDES = {"THREADLINE_HOST": "host", "THREADLINE_PORT": "port"}
KNOWN = (CONFIG, *OVERRIDES, *NAMES, *(f"{name}_FILE" for name in NAMES))

_LIKENESS = 0.88
"""Catches a letter or a word too many; leaves alone what Kubernetes sets for a service called threadline."""


def override(decoded: Decoded, environ: Mapping[str, str]) -> None:
    """Put what the environment says in the place of what the file says. An empty variable says nothing."""
    for variable, name in OVERRIDES.items():
        text = environ.get(variable, "").strip()
        if not text:
            continue
        field = fields_of(Server)[name]
        try:
            value = scalar(text, field.kind)
            objection = field.objection(value)
        except NotThis:
            value, objection = None, ""
        if objection is None:
            decoded.values.setdefault("server", {})[name] = value
        else:
            remedy = objection or _remedy(text, variable, field.default)
            decoded.problems.append(
                Problem(
                    file=ENVIRONMENT, key=variable, found=shown(text), allowed=field.allowed, remedy=remedy
                )
            )


def misspelt(environ: Mapping[str, str]) -> list[Problem]:
    """Variables of ours that nobody would read, because their names are nearly right."""
    return [
        Problem(
            file=ENVIRONMENT,
            key=name,
            found="an unknown variable",
            allowed=", ".join(KNOWN),
            remedy=f"Did you mean {meant}?",
        )
        for name in sorted(environ)
        if name.startswith("THREADLINE_") and name not in KNOWN
        if (meant := nearest(name, KNOWN, likeness=_LIKENESS))
    ]


def _remedy(text: str, variable: str, default: object) -> str:
    if text.startswith("tcp://"):
        # https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
        return "Kubernetes sets it for a service called threadline: set enableServiceLinks: false in the pod."
    return f"Write for example {variable}={default}."
