"""Nothing -> the parser of markdown: CommonMark with tables, as fast as its rules allow."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_BlockRule = Callable[[StateBlock, int, int, bool], bool]

# What a line begins with that a rule can apply to: most lines begin with a letter, and no rule need look at them.
_FIRST_SIGNS = {
    "fence": "`~", "blockquote": ">", "hr": "*-_", "list": "*+-0123456789", "reference": "[", "html_block": "<",
    "heading": "#",
}  # fmt: skip


@cache
def parser() -> MarkdownIt:
    """Blocks only: inline markup is parsed for the blocks that are rendered."""
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable("table")
    markdown.core.ruler.disable(["inline", "text_join"])
    for rule in markdown.block.ruler.__rules__:
        if rule.name in _FIRST_SIGNS:
            markdown.block.ruler.at(rule.name, _where(rule.fn, _FIRST_SIGNS[rule.name]), {"alt": rule.alt})
    return markdown


def _where(rule: _BlockRule, signs: str) -> _BlockRule:
    def told(state: StateBlock, line: int, last: int, silent: bool) -> bool:
        at = state.bMarks[line] + state.tShift[line]
        return at < state.eMarks[line] and state.src[at] in signs and rule(state, line, last, silent)

    return told
