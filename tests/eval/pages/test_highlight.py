from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eval.pages.highlight import Mark, Piece, pieces, place_in

TEXTS = st.text(alphabet=st.sampled_from("ab я\n\r\u0301😀</&\u202e"), max_size=30)


@st.composite
def marked(draw):
    text = draw(TEXTS)
    places = st.integers(-3, len(text) + 3)
    marks = draw(st.lists(st.tuples(places, places, st.sampled_from(["cited", "error", "info"])), max_size=5))
    return text, [Mark(min(a, b), max(a, b), kind) for a, b, kind in marks]


def test_overlapping_marks_cut_the_text_where_each_begins_and_ends():
    marks = [Mark(0, 5, "cited", "1"), Mark(3, 8, "error", "a")]
    assert pieces("Pay now, please", marks) == (
        Piece("Pay", ("cited",)),
        Piece(" n", ("cited", "error"), ("1",)),
        Piece("ow,", ("error",), ("a",)),
        Piece(" please"),
    )


def test_what_is_missing_stands_at_its_place_without_a_letter():
    assert pieces("Hello", [Mark(5, 5, "info", "a", "no name")]) == (
        Piece("Hello"),
        Piece("", ("info",), ("a",), ("no name",)),
    )


@given(marked())
def test_pieces_put_together_are_the_text(given_marks):
    text, marks = given_marks
    assert "".join(piece.text for piece in pieces(text, marks)) == text


@given(marked())
def test_every_letter_is_under_exactly_the_marks_that_cover_it(given_marks):
    text, marks = given_marks
    kinds = [set(piece.kinds) for piece in pieces(text, marks) for _ in piece.text]
    assert kinds == [{mark.kind for mark in marks if mark.start <= place < mark.end} for place in range(len(text))]


@given(TEXTS, st.data())
def test_offsets_in_utf16_units_find_the_same_stretch(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    before, inside = (len(part.encode("utf-16-le")) // 2 for part in (text[:start], text[start:end]))
    assert place_in(text, {"start": before, "end": before + inside}, "utf16") == (start, end)


def test_an_offset_inside_a_pair_of_units_takes_the_whole_character():
    assert place_in("a😀b", {"start": 2, "end": 2}, "utf16") == (1, 2)
