"""A picture of a stream as SVG, which every browser shows: each card a box, each way on an arrow. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from visitor_gateway.dialogue.diagram import Arrow, Box, Diagram, short, words_in
from visitor_gateway.dialogue.layout import Layout, Point, Run, Size, Way, laid_out


LETTER, LINE = 6.7, 16.0
"""How wide a letter is, and how high a line, of the smaller of the two sizes of letters."""
MARGIN = 24.0
TITLE = 44.0
INSET = 12.0
"""Between a box and its words."""

FILLS = {
    "question": "#e3eefb",
    "information_capture": "#fdf1d6",
    "live_chat": "#d9f2e3",
    "condition": "#efe5fa",
    "end": "#ececec",
}
"""By kind; the kind stands in the box in words, too."""
OTHERS = "#f6f7f7"
LINES = "#5b6670"
BACK = ' stroke-dasharray="5 4"'
"""Of ways that lead back."""

HEAD = (
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
    f'<path d="M0 0L10 5L0 10z" fill="{LINES}"/></marker></defs>'
)


def svg(drawn: Diagram) -> str:
    """Draw it. What a dialogue says is never read as markup."""
    words = [words_in(box) for box in drawn.boxes]
    numbers = {box.id: number for number, box in enumerate(drawn.boxes)}
    ways = [Way(numbers[one.start], numbers[one.end], _room([short(one.words)])) for one in drawn.arrows]
    sizes = [_padded(_room(one)) for one in words]
    layout = laid_out(sizes, ways)
    boxes = zip(drawn.boxes, layout.boxes, sizes, words, strict=True)
    parts = [
        *(_way(run) for run in layout.runs),
        *(_box(box, at, size, said) for box, at, size, said in boxes),
        *(_label(run, arrow) for run, arrow in zip(layout.runs, drawn.arrows, strict=True) if arrow.words),
    ]
    return _page(drawn.title, layout, parts)


def _page(title: str, layout: Layout, parts: Sequence[str]) -> str:
    name = _text(title)
    width = max(layout.size.width, _room([title]).width * 1.5) + 2 * MARGIN
    height = layout.size.height + 2 * MARGIN + TITLE
    left = (width - layout.size.width) / 2
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" font-family="system-ui, sans-serif" role="img" aria-label={quoteattr(_sound(title))}>',
        f"<title>{name}</title>",
        HEAD,
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{width / 2:.1f}" y="{MARGIN + 12:.1f}" font-size="17" font-weight="600" text-anchor="middle">{name}</text>',
        f'<g transform="translate({left:.1f} {MARGIN + TITLE:.1f})">',
        *parts,
        "</g>",
        "</svg>",
        "",
    ])  # fmt: skip


def _box(box: Box, at: Point, size: Size, said: Sequence[str]) -> str:
    """A box, with its name in bold on the first line."""
    fill = FILLS.get(box.kind, OTHERS)
    x, y = at.x - size.width / 2, at.y - size.height / 2
    round_ = size.height / 2 if box.kind in ("live_chat", "end") else 8
    head, *rest = _spans(said, at, y + INSET)
    return "\n".join([
        f'<g class="card"><rect x="{x:.1f}" y="{y:.1f}" width="{size.width:.1f}" height="{size.height:.1f}" '
        f'rx="{round_:.1f}" fill="{fill}" stroke="{LINES}"/>',
        f'<text font-size="11" text-anchor="middle"><tspan font-weight="600" {head}</tspan>'
        + "".join(f"<tspan {span}</tspan>" for span in rest)
        + "</text></g>",
    ])  # fmt: skip


def _spans(said: Sequence[str], at: Point, top: float) -> Iterator[str]:
    for number, line in enumerate(said):
        yield f'x="{at.x:.1f}" y="{top + LINE * (number + 0.75):.1f}">{_text(line)}'


def _way(run: Run) -> str:
    """A line that bends gently where it turns."""
    first, *rest = run.points
    path = f"M{first.x:.1f} {first.y:.1f}"
    before = first
    for point in rest:
        half = (before.y + point.y) / 2
        path += f"C{before.x:.1f} {half:.1f} {point.x:.1f} {half:.1f} {point.x:.1f} {point.y:.1f}"
        before = point
    dashes = BACK if run.back else ""
    return f'<path class="way" d="{path}" fill="none" stroke="{LINES}"{dashes} marker-end="url(#tip)"/>'


def _label(run: Run, arrow: Arrow) -> str:
    """The words of a way, on white, so that they can be read where lines cross."""
    words, at = short(arrow.words), run.words
    room = _room([words])
    return (
        f'<rect x="{at.x - room.width / 2:.1f}" y="{at.y - room.height / 2:.1f}" width="{room.width:.1f}" '
        f'height="{room.height:.1f}" rx="4" fill="#fff"/>'
        f'<text x="{at.x:.1f}" y="{at.y + 4:.1f}" font-size="11" font-style="italic" text-anchor="middle">{_text(words)}</text>'
    )


# --- words


def _room(said: Sequence[str]) -> Size:
    widest = max(_letters(line) for line in said)
    return Size(LETTER * widest, LINE * len(said)) if widest else Size(0, 0)


def _padded(size: Size) -> Size:
    return Size(size.width + 2 * INSET, size.height + 2 * INSET)


def _letters(line: str) -> int:
    """How many letters wide a line is; some are as wide as two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def _text(words: str) -> str:
    return escape(_sound(words))


def _sound(words: str) -> str:
    """Words without the signs that no XML may have."""
    return "".join(sign if sign.isprintable() else " " for sign in words)
