"""``threadline dialogue stats``: where visitors go on, and where they leave."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated, NamedTuple

import msgspec
import typer
from rich.table import Table

from bot.dialogue_cli.keeping import Id, ListForm, in_store
from bot.options import ConfigFile, out
from bot.ports.dialogues import Tally
from bot.statistics.days import date_of
from bot.stored import Stored, by_us
from config.load import load
from visitor_gateway.dialogue.parts import CardId
from visitor_gateway.dialogue.position import card_of


class CardCount(NamedTuple):
    """One card of one version."""

    version: str
    card: CardId
    shown: int
    answered: int
    dropped: int
    """Asked, and not answered until now."""


def stats(
    dialogue: Id,
    config: ConfigFile = None,
    days: Annotated[int, typer.Option(min=1, max=400, help="So many days back, with today.")] = 30,
    form: Annotated[
        ListForm, typer.Option("--format", help="A table for people, or JSON for programs.")
    ] = ListForm.TEXT,
) -> None:
    """Count for each card how often it was shown, answered, and left unanswered. Days are those of the site's time zone.

    Visitors are counted from the first thing that they do; previews are not.
    """

    async def work(stored: Stored) -> Mapping[tuple[str, str], Tally]:
        today = date_of(by_us().at, (await stored.directory.settings.settings()).time_zone)
        wanted = [(today - timedelta(days=back)).isoformat() for back in range(days)]
        return await stored.dialogues.tallies(dialogue, wanted)

    counts = by_card(in_store(load(config, os.environ), work))
    rows = [count._asdict() for count in counts]
    if form is ListForm.JSON:
        typer.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2))
        return
    if not rows:
        out.print(f"{dialogue}: nobody has answered it in this time.", markup=False)
        return
    table = Table(*CardCount._fields, box=None, pad_edge=False)
    for count in counts:
        table.add_row(*map(str, count))
    out.print(table)


def by_card(tallies: Mapping[tuple[str, str], Tally]) -> list[CardCount]:
    """Put together what was counted at the fields of one card, in the order of how often cards were shown."""
    of_card: dict[tuple[str, CardId], list[Tally]] = {}
    for (version, at), tally in tallies.items():
        of_card.setdefault((version, card_of(at)), []).append(tally)
    counts = [_count(version, card, found) for (version, card), found in of_card.items()]
    return sorted(counts, key=lambda count: (count.version, -count.shown, count.card))


def _count(version: str, card: CardId, found: Iterable[Tally]) -> CardCount:
    """A card that asks one by one is shown once for each field: it is left where any of them is."""
    fields = list(found)
    dropped = sum(max(0, field.asked - field.answered) for field in fields)
    shown = max(field.shown for field in fields)
    asked = max(field.asked for field in fields)
    return CardCount(version, card, shown, max(0, asked - dropped), dropped)
