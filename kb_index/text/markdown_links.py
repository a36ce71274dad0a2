"""A link of inline markdown -> where it ends, its address, and how much of the address a reader is shown."""

from __future__ import annotations

import re

from markdown_it.helpers import parseLinkDestination, parseLinkTitle

_ABSOLUTE = re.compile(r"(?:https?|ftp|tel|mailto):", re.IGNORECASE)
_REFERENCE = re.compile(r"\]\s?\[[^\[\]]*\]")


def link_tail(source: str, position: int) -> tuple[int, str, int]:
    """From the ``]`` of a label: (end of the link, its address, where the address stands or -1)."""
    if source.startswith("](", position):
        begin = _past_space(source, position + 2)
        destination = parseLinkDestination(source, begin, len(source))
        end = _past_space(source, destination.pos if destination.ok else begin)
        title = parseLinkTitle(source, end, len(source))
        end = _past_space(source, title.pos) if title.ok else end
        raw = source[begin : destination.pos] if destination.ok else ""
        opened = raw.startswith("<")
        return end + 1, raw.strip("<>"), begin + opened
    reference = _REFERENCE.match(source, position)
    return (reference.end() if reference else position + 1), "", -1


def shown_address(address: str, label: str) -> str:
    """What stands in brackets behind the label; "" where the address is not absolute or the label says it already."""
    shown = address.removeprefix("mailto:").removeprefix("tel:")
    told = shown.strip("/") == label.strip("/ ")
    return "" if told or not _ABSOLUTE.match(address) else shown


def _past_space(source: str, position: int) -> int:
    while position < len(source) and source[position] in " \t\n":
        position += 1
    return position
