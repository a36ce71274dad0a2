"""The blocks of a section -> groups of them that a quotation must not part."""

from __future__ import annotations

from collections.abc import Iterator

from kb_index.text.markdown import Block, BlockKind


def clusters(markdown: str, group: tuple[Block, ...]) -> Iterator[list[Block]]:
    """Blocks that must stay together: a list with everything inside it, a table, and the line that introduces them."""
    cluster: list[Block] = []
    for block in group:
        if cluster and not _belongs(markdown, cluster, block):
            yield cluster
            cluster = []
        cluster.append(block)
    if cluster:
        yield cluster


def _belongs(markdown: str, cluster: list[Block], block: Block) -> bool:
    before = cluster[-1]
    introduces = (
        before.level == 0
        and before.kind is BlockKind.PARAGRAPH
        and before.span.of(markdown).rstrip("*_ ").endswith(":")
    )
    if introduces and block.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.CODE):
        return True
    if block.level > 0:
        return before.level > 0 and not _new_list(before, block)
    return block.kind is BlockKind.TABLE_ROW and before.kind is BlockKind.TABLE_ROW


def _new_list(before: Block, block: Block) -> bool:
    """A top-level item of another kind of list begins another list."""
    if (
        block.kind is not BlockKind.LIST_ITEM
        or block.level != 1
        or before.level != 1
        or before.kind is not BlockKind.LIST_ITEM
    ):
        return False
    return (before.marker == "-") != (block.marker == "-")
