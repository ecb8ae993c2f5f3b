"""``threadline dialogue graph``: a picture of a stream."""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.dialogue_cli.checking import checked
from bot.errors import BadInput
from visitor_gateway.dialogue.check import Known, loaded
from visitor_gateway.dialogue.diagram import Diagram, diagram, dot, mermaid
from visitor_gateway.dialogue.errors import DialogueError
from visitor_gateway.dialogue.picture import svg
from visitor_gateway.dialogue.whole import Dialogue


class Format(StrEnum):
    """How the picture is written."""

    SVG = "svg"
    MERMAID = "mermaid"
    DOT = "dot"


def graph(
    file: Annotated[Path, typer.Argument(help="A dialogue file.")],
    form: Annotated[
        Format | None,
        typer.Option("--format", help="Default: by the name of --output, else Mermaid text."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write it. Default: the terminal.")
    ] = None,
    locale: Annotated[str, typer.Option(help="In which language its texts are shown.")] = "en",
) -> None:
    """Draw a stream as a picture: SVG, Mermaid text, or DOT.

    For example: threadline dialogue graph dialogues/welcome.yaml -o welcome.svg
    """
    picture = _WRITERS[form or _meant(output)](diagram(load_dialogue(file), locale))
    if output is None:
        typer.echo(picture, nl=False)
        return
    try:
        output.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--output: {output} cannot be written ({error.strerror}).") from error


def _meant(output: Path | None) -> Format:
    suffix = output.suffix if output else ""
    return {".svg": Format.SVG, ".dot": Format.DOT, ".gv": Format.DOT}.get(suffix, Format.MERMAID)


def load_dialogue(file: Path, attributes: Collection[str] = ()) -> Dialogue:
    """The dialogue in a file; `attributes` are known besides. Raises `BadInput` with every error in it."""
    try:
        return loaded(checked(file, Known(attributes=attributes)))
    except DialogueError as error:
        raise BadInput(f"This dialogue cannot be used:\n{error}") from error


_WRITERS: dict[Format, Callable[[Diagram], str]] = {
    Format.MERMAID: mermaid,
    Format.DOT: dot,
    Format.SVG: svg,
}
