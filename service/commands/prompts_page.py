"""A page with blocks for a prompt, and the prompt -> the page with the prompt in its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.commands.console import InputInvalid
from service.domain import ChatRequest
from service.drafting.asking.fences import FENCE_LINE

_BLOCK = re.compile(r"^~~~text\n.*?^~~~$", re.DOTALL | re.MULTILINE)
_END = re.compile(r"<<<(?:КОНЕЦ|END)\b")


def filled(page: str, prompt: ChatRequest, *, name: str) -> str:
    """The sections of the prompt's messages take the place of the page's ``~~~text`` blocks, in their order.

    Raises InputInvalid where there are more of the ones than of the others.
    """
    sections = [section for message in prompt.messages for section in sections_of(message.text)]
    blocks = _BLOCK.findall(page)
    if len(blocks) != len(sections):
        headings = ", ".join(section.splitlines()[0][:40] for section in sections)
        raise InputInvalid(
            f"{name}: it has {len(blocks)} blocks, the prompt has {len(sections)} sections ({headings}); "
            "give each section a block that opens with ~~~text"
        )
    return _with_blocks(page, sections)


def sections_of(text: str) -> Iterator[str]:
    """A message cut before each heading of its own; headings inside blocks of data are theirs."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("# ") and lines and not inside:
            yield "\n".join(lines).strip()
            lines = []
        if FENCE_LINE.fullmatch(line):
            inside = not _END.match(line)
        lines.append(line)
    yield "\n".join(lines).strip()


def _with_blocks(page: str, sections: Sequence[str]) -> str:
    waiting = iter(sections)
    return _BLOCK.sub(lambda _: f"~~~text\n{next(waiting)}\n~~~", page)
