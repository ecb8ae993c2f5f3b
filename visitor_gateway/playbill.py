"""What dialogues there are, for people who ask in a chat: fills `Playbill` of bot/commands/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.commands.parts import InFile
from visitor_gateway.dialogue.diagram import END, Arrow, Box, Diagram, diagram
from visitor_gateway.dialogue.parts import CardId
from visitor_gateway.pictures import PictureLinks
from visitor_gateway.repertoire import Repertoire, Version


class SitePlaybill:
    """The dialogues of one site. Sketches have their words in the site's language, `locale`.

    Without `links` nobody can be led to a picture.
    """

    def __init__(self, repertoire: Repertoire, locale: str, links: PictureLinks | None = None) -> None:
        self._repertoire = repertoire
        self._locale = locale
        self._links = links

    def files(self) -> Mapping[str, InFile]:
        """The dialogues of the folder, by id."""
        return {
            name: InFile(dialogue.name, dialogue.version, dialogue.status == "published")
            for name, dialogue in self._repertoire.files.items()
        }

    async def sketch(self, dialogue: str, version: str) -> Sequence[str] | None:
        """Draw a version with words, a line for each card and each way; None where it is not kept any more."""
        found = await self._repertoire.kept(Version(dialogue, version))
        return None if found is None else sketched(diagram(found, self._locale))

    def picture(self, dialogue: str, version: str) -> str:
        """A link to the picture of a version; '' where there is no page for it."""
        return self._links.link(Version(dialogue, version)) if self._links else ""


def sketched(drawn: Diagram) -> list[str]:
    """The picture of a dialogue as lines of text: each card with its words, and under it where it leads."""
    lines: list[str] = []
    for box in drawn.boxes:
        if box.id != END:
            lines.append(_card(box))
            lines += [_way(arrow) for arrow in drawn.arrows if arrow.start == box.id]
    return lines


def _card(box: Box) -> str:
    words = " ".join(box.words.split())
    return f"{box.id} ({box.kind.replace('_', ' ')}){f': {words}' if words else ''}"


def _way(arrow: Arrow) -> str:
    words = " ".join(arrow.words.split())
    return f"  {f'{words} ' if words else ''}→ {_called(arrow.end)}"


def _called(card: CardId) -> str:
    return "the end" if card == END else card
