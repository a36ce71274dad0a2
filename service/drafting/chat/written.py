"""What a language model wrote -> its sentences, each with what backs it, and the letter made of those that hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kb_index.records import Span
from kb_index.text.facts import facts
from kb_index.text.markdown import Block, Rendered, blocks, render
from kb_index.text.sentences import sentences
from service.drafting.asking.parts import WrittenPart
from service.drafting.backing.claims import meaning
from service.drafting.backing.sayings import written_span
from service.drafting.backing.stating import introduces, states_nothing
from service.drafting.backing.support import Backing, Doubt
from service.drafting.backing.tongue import foreign_sentences
from service.drafting.chat.grounds import Grounds
from service.drafting.letter import Backed, Paragraph, Quote

_QUOTES = 2  # per sentence: what supports it best, and what holds the rest of its facts
_WORD = re.compile(r"\w+")
_MARK = re.compile(r"(?:\d{1,3}[.)]|[-•*])\s+")


class Standing(StrEnum):
    QUOTED = "quoted"  # an article says it
    VOUCHED = "vouched"  # the agent or the facts of the case say it
    PROMISED = "promised"  # who will answer and by when, as every reply may say
    COURTESY = "courtesy"  # it states nothing
    FOREIGN = "foreign"  # it is in another language than the reply
    DOUBTED = "doubted"  # it states what nothing backs

    @property
    def holds(self) -> bool:
        return self not in (Standing.FOREIGN, Standing.DOUBTED)

    @property
    def tells(self) -> bool:
        return self in (Standing.QUOTED, Standing.VOUCHED)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a part; ``place`` lies in the part's plain text."""

    place: Span
    standing: Standing
    backing: Backing


@dataclass(frozen=True, slots=True)
class Judged:
    """A part with what each of its sentences rests on. ``markdown`` renders to ``text``."""

    markdown: str
    text: str
    lines: tuple[Line, ...]
    passages: tuple[int, ...] = ()

    @property
    def doubted(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.standing.holds)

    @property
    def tells(self) -> bool:
        return any(line.standing.tells for line in self.lines)


def judge(part: WrittenPart, grounds: Grounds) -> Judged:
    text = render(part.text).text
    foreign = foreign_sentences(text, grounds.language_code)
    lines: list[Line] = []
    for place in sentences(text):
        if any(span.overlaps(place) for span in foreign):
            lines.append(Line(place, Standing.FOREIGN, Backing()))
        else:
            lines.append(_line(place, text, part.passages, grounds))
    return Judged(part.text, text, _with_bare_answers(lines, text), part.passages)


def _line(place: Span, text: str, passages: tuple[int, ...], grounds: Grounds) -> Line:
    said = _MARK.sub("", place.of(text), count=1) if _MARK.match(place.of(text)) else place.of(text)
    backing = grounds.back(said, passages)
    if backing.doubt is None:
        return Line(place, _standing(backing, grounds), backing)
    if not facts(said) and _harmless(said, backing.doubt, grounds):
        return Line(place, Standing.COURTESY, Backing())
    return Line(place, Standing.DOUBTED, backing)


def _standing(backing: Backing, grounds: Grounds) -> Standing:
    if any(saying.article for saying in backing.sayings):
        return Standing.QUOTED
    promised = bool(backing.sayings) and all(saying in grounds.promises for saying in backing.sayings)
    return Standing.PROMISED if promised else Standing.VOUCHED


def _harmless(said: str, doubt: Doubt, grounds: Grounds) -> bool:
    if introduces(said):
        return doubt is not Doubt.TURNED
    asks = said.endswith("?") and doubt is Doubt.NAME
    courteous = states_nothing(said, asked=grounds.asked, language_code=grounds.language_code)
    return courteous and (asks or doubt is Doubt.WORDS)


def _with_bare_answers(lines: list[Line], text: str) -> tuple[Line, ...]:
    """ "Yes, you can." at the head of a part rests on what follows."""
    if len(lines) < 2 or lines[0].standing is not Standing.DOUBTED or not lines[1].standing.tells:
        return tuple(lines)
    said = lines[0].place.of(text)
    if meaning(said) or facts(said):
        return tuple(lines)
    return (replace(lines[0], standing=Standing.COURTESY, backing=Backing()), *lines[1:])


# --- what holds -------------------------------------------------------------------------------------


def holding(judged: Judged, unwanted: Iterable[Span] = ()) -> str:
    """The part's markdown without its doubted sentences and those that touch ``unwanted``; "" where little is left.

    A procedure with a hole misleads: of a numbered list all goes where a step does.
    """
    places = [*(line.place for line in judged.doubted)]
    places += [line.place for line in judged.lines if any(line.place.overlaps(span) for span in unwanted)]
    if not places:
        return judged.markdown
    shown, found = render(judged.markdown), blocks(judged.markdown)
    cuts: list[Span] = []
    for place in places:
        written = written_span(judged.markdown, Span(0, len(judged.markdown)), shown, place)
        block = next((one for one in found if written and one.span.overlaps(written)), None)
        if written is None or block is None or _is_step(block):
            return ""
        cuts.append(_cut(block, written, judged, places, shown))
    left = _tidy(_without(judged.markdown, cuts))
    return left if _only_what_held(render(left).text, judged, places) else ""


def _only_what_held(left: str, judged: Judged, gone: Sequence[Span]) -> bool:
    """A cut can show what nobody judged: backticks that lost their pair, a cell beyond a header that is gone."""
    back = any(judged.text.count(one.of(judged.text)) == 1 and one.of(judged.text) in left for one in gone)
    return not back and not Counter(_WORD.findall(left)) - Counter(_WORD.findall(_without(judged.text, gone)))


def _is_step(block: Block) -> bool:
    return block.level > 0 and block.marker is not None and block.marker[0].isdigit()


def _cut(block: Block, written: Span, judged: Judged, places: Sequence[Span], shown: Rendered) -> Span:
    """The sentence, or the whole item or row of which nothing else is left."""
    inside = [
        line.place
        for line in judged.lines
        if any(block.span.start <= at < block.span.end for at in shown.offsets[line.place.start : line.place.end])
    ]
    return block.span if all(place in places for place in inside) else written


def _without(markdown: str, cuts: Iterable[Span]) -> str:
    for cut in sorted(set(cuts), reverse=True):
        markdown = markdown[: cut.start] + markdown[cut.end :]
    return markdown


def _tidy(markdown: str) -> str:
    """Without blanks that a cut left, and without a line that announced what is gone."""
    text = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+(?=\n|$)|(?<=\n)[ \t]+(?=[^\s\-*\d])", "", markdown)).strip()
    text = re.sub(r"(?<=\S)[ ]{2,}(?=\S)", " ", text)
    return "" if text.endswith(":") or not re.search(r"\w", text) else text


# --- the body of the letter -------------------------------------------------------------------------


def paragraphs_of(parts: Sequence[Judged]) -> list[Paragraph]:
    """One paragraph for each part; items of one list that were written as parts of their own stand together."""
    paragraphs: list[Paragraph] = []
    before: Judged | None = None
    for part in parts:
        if before is not None and _continues(before, part):
            paragraphs[-1] = (*paragraphs[-1], _backed(part))
        else:
            paragraphs.append((_backed(part),))
        before = part
    return paragraphs


def _continues(before: Judged, part: Judged) -> bool:
    last, first = before.text.rsplit("\n", 1)[-1], part.text.split("\n", 1)[0]
    return bool(_MARK.match(last) and _MARK.match(first))


def _backed(part: Judged) -> Backed:
    return Backed(part.text, part.markdown, tuple(_quotes(part.lines)))


def _quotes(lines: Iterable[Line]) -> Iterator[Quote]:
    for line in lines:
        for saying in line.backing.sayings[:_QUOTES] if line.standing is Standing.QUOTED else ():
            if saying.article is not None:
                yield Quote(line.place, saying.article, saying.version_hash, saying.span)
