"""Any hours of a week."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.routing.hours import DAY, Block


minutes = st.integers(0, DAY - 1) | st.sampled_from([0, 30, 60, 90, 105, 120, 135, 150, 180, 1380, DAY - 1])


@st.composite
def weeks(draw: st.DrawFn) -> tuple[tuple[Block, ...], ...]:
    """Weeks with some blocks apart from each other, also over midnight."""
    week = []
    for _ in range(7):
        ends = sorted(draw(st.sets(minutes, max_size=4)))
        blocks = [Block(start, end) for start, end in zip(ends[::2], ends[1::2], strict=False)]
        if len(ends) % 2:
            end = draw(st.sampled_from([DAY, DAY + 1, DAY + 150]))
            blocks.append(Block(ends[-1], min(end, ends[-1] + DAY - 1)))
        week.append(tuple(blocks))
    return tuple(week)
