"""Article -> its parts, the blocks of each in groups under their headings, and any stretch as plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.markdown import Block, BlockKind, render
from kb_index.text.markdown_document import read_document
from service.drafting.page import bold_names, page_blocks, several_labels
from service.drafting.parting import page_parts

# Letters and ordinary punctuation on one line: nothing that markdown could read as its own.
_ORDINARY = re.compile(r"[^\W\d_](?:[^\\`*_\[\]<>&|#~\s]| (?! ))*")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an article that is read apart from the rest of it; other spans count in ``markdown``, too."""

    markdown: str
    span: Span

    @property
    def groups(self) -> tuple[tuple[Block, ...], ...]:
        return _groups(self.markdown, self.span)

    def text(self, span: Span) -> str:
        """What ``markdown[span]`` renders to by itself."""
        written = span.of(self.markdown)
        if _ORDINARY.fullmatch(written):
            return written
        inside = "\n" in written and self._stands_alone(span)
        return self.table_text(span) if inside else render(written).text

    def table_text(self, span: Span) -> str:
        """What a table or a row of it reads like in its article: a row by itself would be no table."""
        return render(self.span.of(self.markdown), span.shifted(-self.span.start)).text

    def _stands_alone(self, span: Span) -> bool:
        """Whether the stretch is whole blocks that mean in the article what they mean alone: they are parsed already.

        Not so in a list that goes on from a number, a quote, or where addresses of links stand elsewhere.
        """
        text, inner = self.span.of(self.markdown), span.shifted(-self.span.start)
        document = read_document(text)
        leaves = [leaf for leaf in document.leaves if leaf.span.overlaps(inner)]
        if not leaves or document.references or any(leaf.kind == "quote" for leaf in leaves):
            return False
        first, at_rim = leaves[0], inner.start == 0 or text[inner.start - 1] == "\n"
        if not at_rim or Span(first.span.start, leaves[-1].span.end) != inner:
            return False
        counted = first.kind == "list_item" and first.level == 1 and text.startswith(first.marker or "-", inner.start)
        return counted or first.level == 0


@lru_cache(maxsize=256)
def parts_of(markdown: str) -> tuple[Part, ...]:
    """All of the article, in order."""
    return tuple(Part(markdown, span) for span in page_parts(markdown))


@lru_cache(maxsize=256)
def _habit(markdown: str) -> bool:
    return several_labels(markdown, (part.span for part in parts_of(markdown)))


@lru_cache(maxsize=512)
def _groups(markdown: str, part: Span) -> tuple[tuple[Block, ...], ...]:
    """A heading begins a group, a rule ends one."""
    text = part.of(markdown)
    grouped: list[list[Block]] = [[]]
    for block in page_blocks(text, named=bold_names(text) and _habit(markdown)):
        if block.kind in (BlockKind.HEADING, BlockKind.RULE):
            grouped.append([])
        if block.kind is not BlockKind.RULE:
            grouped[-1].append(replace(block, span=block.span.shifted(part.start)))
    return tuple(tuple(group) for group in grouped if group)


def forget_parts() -> None:
    for remembering in (parts_of, _habit, _groups, read_document):
        remembering.cache_clear()
