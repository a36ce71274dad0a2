"""What is read without a parser reads as the parser has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kb_index.records import Span
from kb_index.text.markdown import render
from kb_index.text.markdown_inline import Piece, render_inline
from kb_index.text.markdown_parser import parser

INLINE = [
    "**", "`", "[", "](https://a.ru/b?c=1&d=2)", "](/p)", "](mailto:a@b.ru)", "](javascript:x)", "(", ")", "]", "*",
    "_", "!", "&", "<", "\\", "слово", "a1", " ", ".", "»", "«", "→", ":", "😀", "\n",
]  # fmt: skip
LINES = [
    "# Имя", "#имя", "- пункт", "* пункт", "+ пункт", "1. шаг", "10) шаг", "   ещё", "    код", "```", "~~~",
    "> цитата", "---", "***", "===", "[a]: /b", "<div>", "<!-- x", "| a | b |", "|---|---|", "слово", "", "\tкод",
    "**Имя.** Слово",
]  # fmt: skip


def inline(source: str, *, with_urls: bool = True) -> Piece:
    piece = render_inline(source, range(len(source)), references={}, with_urls=with_urls)
    return Piece(piece.text, list(piece.offsets))


def parsed(source: str, *, with_urls: bool = True) -> Piece:
    """An entity behind the words is what no shortcut reads."""
    whole = inline(source + " &amp;", with_urls=with_urls)
    return Piece(whole.text.removesuffix(" &"), whole.offsets[:-2])


@given(st.lists(st.sampled_from(INLINE), max_size=12).map("".join), st.booleans())
def test_any_line_reads_as_the_parser_has_it(source: str, with_urls: bool) -> None:
    source = source.strip(" \n\\")  # a backslash would join the entity
    assert inline(source, with_urls=with_urls) == parsed(source, with_urls=with_urls)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Нажмите **Войти**, затем `kubectl get`.", "Нажмите Войти, затем kubectl get."),
        ("[**Счёт**](https://a.ru/b?c=1&d=2): 1", "Счёт (https://a.ru/b?c=1&d=2): 1"),
        ("**см. [раздел](/a)**", "см. раздел"),
        ("[a@b.ru](mailto:a@b.ru) и [почта](mailto:c@d.ru)", "a@b.ru и почта (c@d.ru)"),
        ("user_id, **две_части**", "user_id, две_части"),
    ],
)
def test_names_code_and_links_lead_back_to_where_they_stand(source: str, text: str) -> None:
    piece = inline(source)
    assert piece == parsed(source)
    assert piece.text == text
    assert all(source[at] == sign for sign, at in zip(piece.text, piece.offsets, strict=True) if at >= 0)


@pytest.mark.parametrize("source", ["2 ** 3 ** 4", "`a``b`", "**не закрыто", "[a](javascript:b)", "[a] (b)", "*a*"])
def test_marks_that_mean_nothing_or_something_else_are_left_to_the_parser(source: str) -> None:
    assert inline(source) == parsed(source)


@given(st.lists(st.sampled_from(LINES), max_size=9).map("\n".join))
def test_rules_that_are_tried_only_where_they_can_apply_find_the_same_blocks(markdown: str) -> None:
    reference = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable("table")
    reference.core.ruler.disable(["inline", "text_join"])
    assert parser().parse(markdown) == reference.parse(markdown)


@given(
    st.lists(st.sampled_from([*INLINE[:-1], "#", "\t", "1", "-"]), max_size=8).map("".join), st.sampled_from("123456")
)
def test_a_heading_reads_alone_as_it_does_in_its_document(title: str, level: str) -> None:
    markdown = f"{'#' * int(level)} {title}".rstrip()
    alone, inside = render(markdown), render(markdown, Span(0, len(markdown)))
    assert (alone.text, alone.offsets) == (inside.text, inside.offsets)
