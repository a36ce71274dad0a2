"""Pages of a knowledge base in two languages -> parallel headings, blocks and passages to train on."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.encoder.alignment import Bead, align
from eval.encoder.blocks import BlockKind, plain_text, read_blocks
from eval.encoder.pairs import Pair
from eval.errors import TrainingDataUnusable

PASSAGE = (200, 900)  # characters of the Russian side: the passages that an index holds are about so long
PATH_LIMIT = 300  # of title and heading before a passage, as the index writes them before what it embeds
_SHARED = 0.5  # a bead keeps at least this part of its anchors
_COST = 4.0  # and costs no more than this, in nats
_LOOSE_COST = 1.0  # what has less to show for itself: a merge, a heading beside a block without counterpart

_KEY = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class PagePair:
    page_id: str
    ru: Page
    en: Page


@dataclass(slots=True)
class PagesReport:
    """Counts of beads: by what became of them; and of the pairs that were made, by source."""

    pages: int = 0
    beads: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)


def read_page_pairs(ru: Path, en: Path, *, allow_share_alike: bool = False) -> tuple[PagePair, ...]:
    """The Russian records whose ``parallel_id`` names an English one, in the order of the Russian file.

    Raises TrainingDataUnusable for a file that is no list of article records, for pages under a share-alike licence
    unless ``allow_share_alike``, and where no page has a counterpart.
    """
    english = {str(record["id"]): record for record in _records(en, allow_share_alike)}
    pairs = tuple(
        PagePair(str(record["id"]), _page(record), _page(english[record["parallel_id"]]))
        for record in _records(ru, allow_share_alike)
        if record.get("parallel_id") in english
    )
    if not pairs:
        raise TrainingDataUnusable(f"No page of {ru} has its parallel_id in {en}; name the two files of one vendor.")
    return pairs


def read_held_out(paths: Iterable[Path]) -> frozenset[str]:
    """Keys of what must not be trained on: the questions of labelled query files and every block of their answers."""
    return frozenset(key for path in paths for record in _json_lines(path) for key in _record_keys(record))


def page_texts(
    pages: Iterable[PagePair], *, name: str, report: PagesReport, held_out: frozenset[str] = frozenset()
) -> Iterator[Pair]:
    """Headings (titles too), blocks and passages, page after page; sources ``NAME-heading|block|passage``.

    A passage is what of a section lies between two doubtful places, cut at 900 characters, under its title and heading.
    """
    seen: set[tuple[str, str]] = set()
    for page in pages:
        report.pages += 1
        for kind, ru, en in _page_texts(page, report, held_out):
            if (ru, en) not in seen:
                seen.add((ru, en))
                report.pairs[f"{name}-{kind}"] += 1
                yield Pair(ru, en, f"{name}-{kind}")


def _page_texts(page: PagePair, report: PagesReport, held_out: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    beads = align(read_blocks(page.ru.body), read_blocks(page.en.body))
    fates = tuple(_fate(beads, at, held_out) for at in range(len(beads)))
    report.beads.update(fates)
    if not held_out & {_key(page.ru.title), _key(page.en.title)}:
        yield "heading", page.ru.title, page.en.title
    for bead, fate in zip(beads, fates, strict=True):
        if fate == "kept":
            kind = "heading" if bead.ru[0].kind is BlockKind.HEADING else "block"
            yield kind, *_sides(bead)
    for ru, en in _passages(page, beads, fates):
        yield "passage", ru, en


def _fate(beads: Sequence[Bead], at: int, held_out: frozenset[str]) -> str:
    bead = beads[at]
    if not bead.matched:
        return "without counterpart"
    if bead.ru[0].kind is BlockKind.CODE:
        return "code"
    if held_out & {_key(one.text) for one in (*bead.ru, *bead.en)}:
        return "held out"
    return "kept" if _sure(beads, at) else "doubtful"


def _sure(beads: Sequence[Bead], at: int) -> bool:
    """Whether a reader would call it a translation: by anchors, else by a place between sure neighbours.

    Reading random beads of 709 page pairs: right were 35 of 35 anchored or between sure ones, 3 in 4 of the loose
    paragraphs, nearly every loose heading, half of those that miss several anchors.
    """
    bead = beads[at]
    if bead.cost > _COST:
        return False
    if len(bead.ru) + len(bead.en) > 2:
        return bead.anchored and bead.shared >= _SHARED and bead.cost <= _LOOSE_COST
    between = all(one.matched for one in (*beads[max(at - 1, 0) : at], *beads[at + 1 : at + 2]))
    if bead.shared < _SHARED:
        return between and bead.missing == 1 and bead.ru[0].kind is bead.en[0].kind
    if bead.anchored or between:
        return True
    return bead.ru[0].kind is BlockKind.HEADING and bead.cost <= _LOOSE_COST


def _passages(page: PagePair, beads: Sequence[Bead], fates: Sequence[str]) -> Iterator[tuple[str, str]]:
    heading: tuple[str, str] | None = None
    run: list[tuple[str, str]] = []
    for bead, fate in zip(beads, fates, strict=True):
        opens = any(one.kind is BlockKind.HEADING for one in (*bead.ru, *bead.en))
        sides = _sides(bead)
        full = len(_text(run, 0)) + len(sides[0]) > PASSAGE[1]
        if opens or full or fate not in ("kept", "code"):
            yield from _passage(page, heading, run)
            run = []
        if opens:
            heading = sides if fate == "kept" else None
        elif fate == "kept":
            run.append(sides)
    yield from _passage(page, heading, run)


def _passage(page: PagePair, heading: tuple[str, str] | None, run: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    ru, en = _text(run, 0), _text(run, 1)
    if PASSAGE[0] <= len(ru) <= PASSAGE[1]:
        above = heading or ("", "")
        yield f"{_path(page.ru.title, above[0])} {ru}", f"{_path(page.en.title, above[1])} {en}"


def _path(title: str, heading: str) -> str:
    return " · ".join(one for one in (title, heading) if one)[:PATH_LIMIT]


def _text(run: Sequence[tuple[str, str]], side: int) -> str:
    return " ".join(one[side] for one in run)


def _sides(bead: Bead) -> tuple[str, str]:
    return " ".join(one.text for one in bead.ru), " ".join(one.text for one in bead.en)


def _key(text: str) -> str:
    """Words alone, without case and marks: what is asked stays the same question."""
    return " ".join(_KEY.findall(text.lower().replace("ё", "е")))


def _record_keys(record: dict[str, Any]) -> Iterator[str]:
    yield _key(plain_text(str(record.get("text", ""))))
    for block in read_blocks(str(record.get("gold_answer_markdown") or "")):
        yield _key(block.text)


def _page(record: dict[str, Any]) -> Page:
    return Page(plain_text(str(record["title"])), str(record["body_markdown"]))


def _records(path: Path, allow_share_alike: bool) -> Iterator[dict[str, Any]]:
    for number, record in enumerate(_json_lines(path), start=1):
        if not {"id", "title", "body_markdown"} <= record.keys():
            raise TrainingDataUnusable(f"{path}:{number} is no article: it needs id, title and body_markdown.")
        licence = str(record.get("licence", ""))
        if not allow_share_alike and "SA" in re.split(r"[^A-Z]+", licence.upper()):
            raise TrainingDataUnusable(
                f"{path}:{number} is under {licence}: what is trained on such pages may have to be shared alike. "
                "Leave the file out of training, or allow it for a model that is not shipped."
            )
        yield record


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        for line in path.read_text("utf-8").split("\n"):
            record = json.loads(line) if line.strip() else None
            if isinstance(record, dict):
                yield record
    except (OSError, ValueError) as exc:
        raise TrainingDataUnusable(f"{path} cannot be read as JSON lines: {exc}.") from exc
