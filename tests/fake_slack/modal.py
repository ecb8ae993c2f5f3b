"""A modal or Home tab as its reader sees it."""

from __future__ import annotations

from . import mrkdwn
from .visible import elements, lines
from .world import Json, Workspace


class Modal:
    """`view` is the view as Slack keeps it; the rest is what is on the screen."""

    def __init__(self, view: Json, team: Workspace) -> None:
        self.view = view
        self._team = team

    @property
    def title(self) -> str:
        return str(self.view["title"]["text"])

    @property
    def text(self) -> str:
        return "\n".join(lines(self.view["blocks"], self._team))

    @property
    def buttons(self) -> tuple[str, ...]:
        return tuple(e["text"]["text"] for _, e in elements(self.view["blocks"]) if e["type"] == "button")

    @property
    def inputs(self) -> tuple[str, ...]:
        """The labels of the inputs."""
        labels = (b["label"]["text"] for b, _ in elements(self.view["blocks"]) if b["type"] == "input")
        return tuple(mrkdwn.unescape(label) for label in labels)

    def __repr__(self) -> str:
        return f"<Modal {self.title!r}, {len(self.inputs)} inputs>"
