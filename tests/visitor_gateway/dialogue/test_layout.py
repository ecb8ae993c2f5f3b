"""Where the boxes of a picture stand: none in another, each below what leads to it, no words over a box."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from visitor_gateway.dialogue.layout import Layout, Point, Size, Way, laid_out


BOX, WORDS = Size(100, 40), Size(60, 16)


@st.composite
def pictures(draw: st.DrawFn) -> tuple[list[Size], list[Way]]:
    """Boxes of any size; every one but the first hangs on an earlier one, and more ways lead anywhere."""
    boxes = draw(st.lists(st.builds(Size, st.integers(10, 300), st.integers(10, 90)), min_size=1, max_size=9))
    number = st.integers(0, len(boxes) - 1)
    room = st.sampled_from([Size(0, 0), WORDS, Size(200, 16)])
    tree = [Way(draw(st.integers(0, end - 1)), end, draw(room)) for end in range(1, len(boxes))]
    return boxes, tree + draw(st.lists(st.builds(Way, number, number, room), max_size=9))


def overlap(at: Point, size: Size, other: Point, of: Size) -> bool:
    near = abs(at.x - other.x) < (size.width + of.width) / 2 - 0.01
    return near and abs(at.y - other.y) < (size.height + of.height) / 2 - 0.01


@given(pictures())
def test_no_box_and_no_words_stand_in_others_or_outside(picture: tuple[list[Size], list[Way]]) -> None:
    boxes, ways = picture
    made = laid_out(boxes, ways)
    stand = list(zip(made.boxes, boxes, strict=True))
    words = [(run.words, way.words) for run, way in zip(made.runs, ways, strict=True) if way.start != way.end]
    for (at, size), (other, of) in combinations([*stand, *words], 2):
        assert not overlap(at, size, other, of)
    for at, size in [*stand, *words]:
        assert size.width / 2 - 0.01 <= at.x <= made.size.width - size.width / 2 + 0.01
        assert size.height / 2 - 0.01 <= at.y <= made.size.height - size.height / 2 + 0.01


@given(pictures())
def test_a_way_leads_down_or_says_that_it_leads_back(picture: tuple[list[Size], list[Way]]) -> None:
    boxes, ways = picture
    made = laid_out(boxes, ways)
    for run, way in zip(made.runs, ways, strict=True):
        above, below = made.boxes[way.start], made.boxes[way.end]
        assert run.back is not (above.y < below.y)


def made_of(*ways: tuple[int, int]) -> Layout:
    boxes = max(max(way) for way in ways) + 1
    return laid_out([BOX] * boxes, [Way(*way, WORDS) for way in ways])


def test_what_follows_stands_straight_below() -> None:
    across = [point.x for point in made_of((0, 1), (1, 2), (2, 3)).boxes]
    assert max(across) - min(across) < 0.01


def test_two_answers_stand_side_by_side_below_the_middle_of_their_question() -> None:
    question, one, other, _ = made_of((0, 1), (0, 2), (1, 3), (2, 3)).boxes
    assert one.y == other.y > question.y
    assert abs((one.x + other.x) / 2 - question.x) < 1


def test_a_single_card_is_a_picture_too() -> None:
    assert laid_out([BOX], []) == Layout((Point(50, 20),), (), BOX)
