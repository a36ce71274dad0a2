"""A name as it stood in a ticket -> an invented one in its place: same part, gender, case, alphabet and capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from eval.importing.standins.names import StandIn, english_gender, first_names, patronymics, surnames
from kb_index.text.lemmas import morphology
from service.masking.declension import Part, declined
from service.masking.first_names import is_english_first_name, russian_sounds
from service.masking.gender import Gender, gender_of
from service.masking.given import GivenName
from service.masking.markers import Case
from service.masking.named_english import read_english
from service.masking.named_russian import read_russian
from service.masking.nicknames import nicknames
from service.masking.spelling import cyrillic_spellings, latin_key, skeleton

_INITIALS = re.compile(r"(?:[A-ZА-ЯЁ]\.[ \u00a0]?){1,3}|[A-ZА-ЯЁ]")
_LETTER = re.compile(r"[A-ZА-ЯЁ]")
_RUSSIAN_LATIN = re.compile(r"(?:[oe]v|[oe]va|kin|kina|skaya|skiy|sky|enko|[oe]vich|[oe]vna|ykh)$")
_PLURAL = re.compile(r"(?:[оеё]в|[иы]н)(ы|ых|ым|ыми)$")
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_NAMES = frozenset(Part)


class Cast:
    """Of one ticket: the same person gets the same stand-in, two people never do.

    ``seed`` alone decides who it is, never the name, so that nothing leads back from the one to the other.
    """

    def __init__(
        self, seed: str, given: Iterable[GivenName], values: Mapping[int, str], *, settled: frozenset[int]
    ) -> None:
        """``values``: number of a marker -> the name; in the nominative where ``settled`` has the number."""
        self._seed = seed
        self._given = {skeleton(name.text): name for name in given}
        self._values = _whose(values, settled)
        self._used = {skeleton(value) for value in (*values.values(), *self._values.values())}
        self._cast: dict[str, StandIn] = {}

    def named(self, number: int, surface: str, *, case: Case | None, beside: Gender | None) -> str:
        """``case``: that the marker or the words before it ask for; ``beside``: the gender that a neighbour tells."""
        value = self._values[number]
        if _INITIALS.fullmatch(surface):
            return self._initials(number, surface)
        chosen = self._cast.get(skeleton(value)) or self._choose(number, value, beside)
        return _capitals(surface, _form(chosen, value, surface, case))

    def gender(self, number: int) -> Gender | None:
        """Of the real bearer, as far as the name tells."""
        return self._read(self._values[number])[1]

    def _choose(self, number: int, value: str, beside: Gender | None) -> StandIn:
        part, gender, english = self._read(value)
        gender = gender or beside
        if part is Part.PATRONYMIC:
            listed = patronymics(gender)
        elif part is Part.SURNAME:
            listed = surnames(gender if _declines(value, gender) else None, english=english)
        else:
            listed = first_names(gender, english=english)
        chosen = self._cast[skeleton(value)] = self._free(listed, f"{number}")
        return chosen

    def _free(self, listed: Sequence[StandIn], salt: str) -> StandIn:
        """One whose name nobody in the ticket bears; where all are taken, the first drawn."""
        drawn = Random(f"{self._seed}/{salt}").sample(listed, len(listed))
        free = (one for one in drawn if skeleton(one.russian) not in self._used)
        chosen = next((one for one in free if skeleton(one.latin) not in self._used), drawn[0])
        self._used |= {skeleton(chosen.russian), skeleton(chosen.latin)}
        return chosen

    def _read(self, value: str) -> tuple[Part, Gender | None, bool]:
        """What of a name it is, whose, and whether it is a foreign one."""
        given = self._given.get(skeleton(value))
        latin = not _CYRILLIC.search(value)
        reading = read_english(value) if latin else read_russian(value)
        part = given.part if given else _part_of(value, reading.part if reading else None)
        if part is Part.FIRST and not nicknames(value) and latin is (reading is None):
            # A column of names may hold «Smith» alone, or «Крылова».
            part = Part.SURNAME if reading is None else _part_of(value, reading.part)
        gender = (given.gender if given else None) or (reading.gender if reading else None)
        if gender is None:
            gender = _gender_of(value, part)
        return part, gender, latin and not _sounds_russian(value, part)

    def _initials(self, number: int, surface: str) -> str:
        letters = Random(f"{self._seed}/initials/{number}")
        listed = "АВГДЕКЛМНПРСТ" if _CYRILLIC.search(surface) else "ABCDEGHJKLMNPRST"
        return _LETTER.sub(lambda match: letters.choice(listed.replace(match.group(), "")), surface)


def _whose(values: Mapping[int, str], settled: frozenset[int]) -> Mapping[int, str]:
    """«Анне» that the words around did not explain is «Анна»; «Маша» beside a «Мария» is she."""
    plain = {number: value if number in settled else _nominative(value) for number, value in values.items()}
    full = {short: one for one in plain.values() for short in nicknames(one) if not _is_pet(one)}
    return {number: full.get(value.lower(), value) for number, value in plain.items()}


def _nominative(value: str) -> str:
    low = value.lower()
    read = (one for one in morphology().parse(low) if "Fixd" not in one.tag and "plur" not in one.tag)
    named = [one for one in read if _NAMES & set(map(str, one.tag.grammemes))]
    if not _CYRILLIC.search(value) or not named or "nomn" in named[0].tag:
        return value
    form = named[0].inflect({"nomn", "sing"})
    return _capitals(value, str(form.word)) if form is not None else value


def _part_of(value: str, read: Part | None) -> Part:
    """What the dictionary holds in the nominative: «Иванов» is no «Иван», and «Фаридов» not several of them."""
    known = morphology().parse(value.lower()) if _CYRILLIC.search(value) else []
    one = {part for reading in known if "sing" in reading.tag for part in Part if part in reading.tag}
    held = {part for reading in known if {"sing", "nomn"} in reading.tag for part in Part if part in reading.tag}
    if read not in one and any(read in reading.tag for reading in known if read is not None):
        return Part.SURNAME
    if read is None or (held and read not in held):
        read = next((part for part in (Part.FIRST, Part.SURNAME, Part.PATRONYMIC) if part in held), None)
    return read or (Part.FIRST if nicknames(value) else Part.SURNAME)


def _sounds_russian(value: str, part: Part) -> bool:
    """Of a name in Latin letters."""
    low = value.casefold()
    if part is Part.FIRST:
        return latin_key(low) in russian_sounds() and not is_english_first_name(low)
    return bool(_RUSSIAN_LATIN.search(low))


def _gender_of(value: str, part: Part) -> Gender | None:
    if _CYRILLIC.search(value):
        names: Sequence[str] = (value,)
    else:
        told = english_gender(value.casefold())
        if told is not None:
            return told
        names = cyrillic_spellings(value)
    for one in names:
        parts = (one if part is kind else None for kind in (Part.FIRST, Part.PATRONYMIC, Part.SURNAME))
        found = gender_of(*parts)
        if found is not None:
            return found
    return None


def _declines(value: str, gender: Gender | None) -> bool:
    if not _CYRILLIC.search(value):
        return gender is not None
    return len(set(declined(value, Part.SURNAME, gender).values())) > 1


def _form(chosen: StandIn, value: str, surface: str, case: Case | None) -> str:
    short = _is_short(value, surface) if skeleton(surface) != skeleton(value) else False
    short = short or _is_pet(value)
    if not _CYRILLIC.search(surface):
        return chosen.short_latin if short and chosen.short_latin else chosen.latin
    base, gender = (chosen.short if short and chosen.short else chosen.russian), chosen.gender
    plural = _PLURAL.search(surface.lower()) if chosen.part is Part.SURNAME else None
    if plural and skeleton(surface) != skeleton(value) and chosen.other:
        man = chosen.other if gender is Gender.WOMAN else chosen.russian
        return man if man == base and gender is None else man + plural[1]
    found = case or _case_in(value, surface, chosen)
    if chosen.part is Part.SURNAME and _other_gender(value, surface, chosen):
        gender, base = (Gender.MAN if gender is Gender.WOMAN else Gender.WOMAN), chosen.other
    return declined(base, chosen.part, gender)[found]


def _is_short(value: str, surface: str) -> bool:
    """«Маше» of «Мария», "Liz" of "Elizabeth"."""
    short = nicknames(value)
    if not _CYRILLIC.search(surface):
        return surface.casefold() in short
    low = surface.lower()
    return any(low in declined(one, Part.FIRST, None).values() or low == one[:-1] for one in short)


def _is_pet(value: str) -> bool:
    """«Маша», "Liz": what it is short for has more such forms than it has itself."""
    return any(len(nicknames(full)) > len(nicknames(value)) for full in nicknames(value))


def _case_in(value: str, surface: str, chosen: StandIn) -> Case:
    """The case in which the surface is a form of the name, or of a short form of it."""
    low = surface.lower()
    for one in (value.lower(), *sorted(nicknames(value))):
        if _CYRILLIC.search(one):
            forms = declined(one, chosen.part, chosen.gender)
            found = next((case for case in Case if forms[case] == low), None)
            if found is not None:
                return found
    return Case.NOM


def _other_gender(value: str, surface: str, chosen: StandIn) -> bool:
    """«Иванов» in a ticket of «Иванова»: the husband."""
    if chosen.gender is None or skeleton(surface) in map(
        skeleton, declined(value, Part.SURNAME, chosen.gender).values()
    ):
        return False
    man = bool(re.search(r"(?:[оеё]в|[иы]н)(?:а|у|ым|е)?$", surface.lower()))
    return man and chosen.gender is Gender.WOMAN and not surface.lower().endswith("а")


def _capitals(surface: str, form: str) -> str:
    if len(surface) > 1 and surface.isupper():
        return form.upper()
    shown = "-".join(part[:1].upper() + part[1:] for part in form.split("-"))
    return form.lower() if surface.islower() else shown
