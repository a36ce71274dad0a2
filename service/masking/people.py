"""A text -> the names of people whom the request does not give."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.stopwords import STOP_WORDS
from service.masking.declension import Cases, Part, own_forms
from service.masking.gender import Gender
from service.masking.hit import Hit
from service.masking.introductions import Introduction, Weight, introductions, is_nobody
from service.masking.kinds import Label
from service.masking.latin import is_latin
from service.masking.named_english import read_english
from service.masking.named_russian import Reading, is_act, read_russian, settled
from service.masking.ordinary import is_name_too, is_no_person, is_ordinary
from service.masking.owned import owned
from service.masking.spelling import skeleton
from service.masking.trading import trading
from service.masking.vietnamese import vietnamese

_WORD = re.compile(r"[^\W\d_]+(?:['-](?!s(?!\w))[^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|(?<![ \n][А-ЯЁA-Z])(?<!^[А-ЯЁA-Z])\.|[!?:;…\n]|\*\*|#)[\s\"«(*_#\-–•>]*$")
_INITIALS = re.compile(r"(?<!\w)[А-ЯЁA-Z]\.[ \u00a0]?(?:[А-ЯЁA-Z]\.)?")
_LEAST_AGAIN = 4
_TWO_INITIALS = r"[А-ЯЁ]\.[ \u00a0]?[А-ЯЁ]\."
_RUSSIAN_NAME = r"(?P<name>[А-ЯЁ][а-яё]{2,}(?:-[А-ЯЁ][а-яё]+)?)"
_INITIALLED = (
    re.compile(rf"(?<!\w){_TWO_INITIALS}[ \u00a0]?{_RUSSIAN_NAME}"),
    re.compile(rf"(?<!\w){_RUSSIAN_NAME}[ \u00a0]{_TWO_INITIALS}"),
)
_QUOTED = re.compile(r"[«\"“]$")
_PLACE_BEFORE = re.compile(
    r"(?:\b(?:город\w?|г|ул|улиц\w|проспект\w?|пр|площад\w|пл|станци\w|метро|имени|им|мост\w?|остров\w?|озер\w|област\w"
    r"|район\w?|край|тариф\w?|приложени\w+|сервис\w?|модел\w|марк\w|серии)"
    r"|st|street|city of|saint|san|santa|s[ãa]o|los|port|fort|lake|mount)\.? $",
    re.IGNORECASE,
)
_SHORT = 4
_REQUISITES = frozenset({"огрнип", "снилс", "октмо", "оквэд"})
_BEHIND = re.compile(r"(?P<comma>,)(?! ?\d)| (?P<word>[а-яё]+)")
_JOINED = re.compile(r"[ \u00a0\n]{1,2}")


@dataclass(frozen=True, slots=True)
class Word:
    """``part``: what of a name the word may be. ``sure``: so much so that it needs nobody beside it."""

    start: int
    end: int
    text: str
    opens: bool  # it begins a sentence: its capital says nothing
    quoted: bool  # or behind a word that names a place or a thing
    reading: Reading | None

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def people(text: str, named: Sequence[Hit], brand: frozenset[str], met: Container[str] = ()) -> Iterator[Hit]:
    """``text`` normalised; ``named``: the given names found in it, whose neighbours may be names too.

    ``brand``: forms (`skeleton`) of the company's own name, which is nobody's; ``met``: forms of names that earlier
    texts of the request held.
    """
    words = [_word(match, text) for match in _WORD.finditer(text) if match.group()[0].isupper()]
    words = [word for word in words if skeleton(word.text) not in brand]
    given = {hit.start: hit.end for hit in named if hit.label is Label.NAME}
    chosen = {word.start: word for run in _runs(words, text) for word in _names_in(run, given, text)}
    for word in (*_introduced_in(text), *_initialled(text), *_by_their_words(text)):
        if skeleton(word.text) not in brand and word.start not in given:
            chosen.setdefault(word.start, word)
    known = {form for word in chosen.values() for form in forms_of(word.text)}
    for word in words:
        if (skeleton(word.text) in known or skeleton(word.text) in met) and word.start not in given:
            chosen.setdefault(word.start, word)
    for run in _runs(sorted(chosen.values(), key=lambda word: word.start), text):
        yield from _hits(run)
    starts = {word.start for word in chosen.values()} | set(given)
    yield from _initials(text, {word.end for word in chosen.values()} | set(given.values()), starts)


@lru_cache(maxsize=20_000)
def forms_of(name: str) -> frozenset[str]:
    """The forms (`skeleton`) by which the same person is named again; none of a word that every text may hold."""
    if len(name) < _LEAST_AGAIN or is_ordinary(name.casefold()):
        return frozenset()
    if is_latin(name):
        return frozenset({skeleton(name)})
    return frozenset(map(skeleton, own_forms(settled(name, Part.SURNAME, None)[0], Part.SURNAME)))


def _initialled(text: str) -> Iterator[Word]:
    """«Н. С. Ртищева», «Ртищева Н. С.»: two initials beside a word make it a surname."""
    for shape in _INITIALLED:
        for match in shape.finditer(text):
            start, end = match.span("name")
            yield Word(start, end, match["name"], opens=False, quoted=False, reading=_reading(match["name"]))


def _by_their_words(text: str) -> Iterator[Word]:
    for start, end in trading(text):
        yield Word(start, end, text[start:end], opens=False, quoted=False, reading=_reading(text[start:end]))
    for start, end in owned(text):  # no form of a name: «Ольгиным» is declined as an adjective
        if not _is_of_a_thing(text, start):
            yield Word(start, end, text[start:end], opens=False, quoted=False, reading=None)


def _introduced_in(text: str) -> Iterator[Word]:
    for introduction in introductions(text):
        yield from _introduced(introduction, text)


def _word(match: re.Match[str], text: str) -> Word:
    start, end = match.span()
    opens = _OPENS.search(text, max(0, start - 12), start) is not None
    return Word(start, end, match.group(), opens, _is_of_a_thing(text, start), _reading(match.group()))


def _is_of_a_thing(text: str, start: int) -> bool:
    quoted = _QUOTED.search(text, max(0, start - 1), start) is not None
    return quoted or _PLACE_BEFORE.search(text, max(0, start - 16), start) is not None


def _reading(word: str) -> Reading | None:
    if word.isupper() and (len(word) <= _SHORT or word.casefold() in _REQUISITES):
        return None  # «ИНН», «ООО»: more often an abbreviation than «ИНН» as a form of «Инна»
    return read_english(word) if is_latin(word) else read_russian(word)


def _runs(words: Sequence[Word], text: str) -> Iterator[list[Word]]:
    """Words with capitals that stand side by side."""
    run: list[Word] = []
    for word in words:
        if run and not (word.start - run[-1].end <= 2 and _JOINED.fullmatch(text, run[-1].end, word.start)):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _names_in(run: list[Word], given: dict[int, int], text: str) -> Iterator[Word]:
    """A sure word makes its neighbours names where they may be; one that begins a sentence only if nothing else."""
    anchors = {number for number, word in enumerate(run) if word.start in given or _is_sure(word, text)}
    anchors |= _pairs(run)
    anchors |= _vietnamese_in(run)
    for number, word in enumerate(run):
        beside = number - 1 in anchors or number + 1 in anchors
        if word.start in given:
            continue
        if number in anchors or (beside and _may_be(word)):
            yield word


def _is_sure(word: Word, text: str) -> bool:
    reading = word.reading
    if reading is None or (word.quoted and reading.part is not Part.PATRONYMIC):
        return False
    if reading.sure and (not word.opens or reading.only):
        return True
    if word.opens:
        return reading.likely and word.text.casefold() not in STOP_WORDS and _acts(text, word.end)
    return reading.likely


def _acts(text: str, end: int) -> bool:
    """«Вера написала», «Роман, подскажите»: what stands behind the first word of a sentence tells a person."""
    match = _BEHIND.match(text, end)
    return match is not None and (match["comma"] is not None or is_act(match["word"]))


def _pairs(run: list[Word]) -> set[int]:
    """«Роман Мельник»: two words each of which may be of a name, one the first name, the other another part."""
    found: set[int] = set()
    for number in range(len(run) - 1):
        pair = (run[number].reading, run[number + 1].reading)
        parts = {one.part for one in pair if one is not None}
        if None not in pair and len(parts) == 2 and Part.FIRST in parts:
            found |= {number, number + 1}
    return found


def _vietnamese_in(run: list[Word]) -> set[int]:
    texts = [word.text for word in run]
    found: set[int] = set()
    for first in range(len(run) - 1):
        found |= set(range(first, first + vietnamese(texts[first:])))
    return found


def _may_be(word: Word) -> bool:
    if word.reading is not None:
        return True
    low = word.text.casefold()
    if (word.text.isupper() and len(low) <= _SHORT) or low in _REQUISITES:
        return False
    return not (word.opens or low in STOP_WORDS or is_ordinary(low) or is_nobody(low)) and len(low) > 1


def _introduced(introduction: Introduction, text: str) -> Iterator[Word]:
    for start, end in introduction.words:
        word = text[start:end]
        low = word.casefold()
        reading = _reading(word[:1].upper() + word[1:])
        common = low in STOP_WORDS and not (word[0].isupper() and is_name_too(low))
        if common or not (reading is not None or _fits(low, introduction, capital=word[0].isupper())):
            return
        yield Word(start, end, word, opens=False, quoted=False, reading=reading)


def _fits(low: str, introduction: Introduction, *, capital: bool) -> bool:
    if introduction.weight is Weight.CERTAIN and (capital or low.isascii()):
        return True
    if introduction.weight is Weight.PERSONAL and low.isascii():
        return capital
    known = introduction.weight is Weight.CERTAIN or (capital and not low.isascii())
    return known and not is_ordinary(low) and not (introduction.weight is Weight.ROLE and is_no_person(low))


def _hits(run: list[Word]) -> Iterator[Hit]:
    """The words of one name agree: the gender that one tells is that of all."""
    genders = [word.reading.gender for word in run if word.reading is not None and word.reading.gender is not None]
    gender: Gender | None = genders[0] if genders else None
    for word in run:
        value, cases = _value(word, gender)
        yield Hit(word.start, word.end, Label.NAME, f"other {skeleton(value)}", value, cases)


def _value(word: Word, gender: Gender | None) -> tuple[str, Cases | None]:
    if word.reading is None or is_latin(word.text):
        return word.text, None
    return settled(word.text, word.reading.part, gender)


def _initials(text: str, ends: set[int], starts: set[int]) -> Iterator[Hit]:
    """«И. И.» before or behind a name."""
    for match in _INITIALS.finditer(text):
        end = match.end() + (text[match.end() : match.end() + 1] in (" ", "\u00a0"))
        before = match.start() - (text[match.start() - 1 : match.start()] in (" ", "\u00a0", "\n"))
        if end in starts or match.end() in starts or before in ends:
            value = match.group().rstrip()
            yield Hit(match.start(), match.start() + len(value), Label.NAME, value.replace(" ", ""), value)
