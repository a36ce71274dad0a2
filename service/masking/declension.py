"""A Russian name in the nominative -> its six cases, and all the forms in which it may be written.

Dictionary words are declined by the dictionary, others by their endings (Rozental, «Справочник по правописанию»,
§§ 148-150: foreign surnames in a consonant decline for men only, those in -о, -е, -и, -у, -ых, -их never).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any

from kb_index.text.lemmas import morphology
from service.masking.gender import Gender, surname_gender
from service.masking.markers import Case


class Part(StrEnum):
    FIRST = "Name"
    PATRONYMIC = "Patr"
    SURNAME = "Surn"


Cases = Mapping[Case, str]
_GRAMMEMES: Mapping[Case, str] = {
    Case.NOM: "nomn",
    Case.GEN: "gent",
    Case.DAT: "datv",
    Case.ACC: "accs",
    Case.INS: "ablt",
    Case.LOC: "loct",
}
_HUSHED = "гкхжчшщ"
# What the word ends in -> letters to cut, then the endings of gen, dat, acc, ins, loc; the first that fits.
_Rules = tuple[tuple[re.Pattern[str], int, str], ...]


def _rules(*lines: tuple[str, int, str]) -> _Rules:
    return tuple((re.compile(f"(?:{shape})$"), cut, endings) for shape, cut, endings in lines)


_NOUNS_IN_A = (
    (r"ия", 1, "и и ю ей и"),
    (r"я", 1, "и е ю ей е"),
    (rf"[{_HUSHED}]а", 1, "и е у ой е"),
    (r"ца", 1, "ы е у ей е"),
    (r"а", 1, "ы е у ой е"),
)
_MEN = _rules(
    (r"[оеиуюыэё]", 0, ""),
    *_NOUNS_IN_A,
    (r"ий", 1, "я ю я ем и"),
    (r"[йь]", 1, "я ю я ем е"),
    (r"[жчшщц]", 0, "а у а ем е"),
    (r"", 0, "а у а ом е"),
)
_WOMEN = _rules((r"[оеиуюыэё]", 0, ""), *_NOUNS_IN_A, (r"ь", 1, "и и ь ью и"), (r"", 0, ""))
_MENS_SURNAMES = _rules(
    (r"[ыи]х|[оеиуюыэё]", 0, ""),
    (r"(?:[ое]в|[иы]н|ёв)", 0, "а у а ым е"),
    (r"[гкх][ио]й", 2, "ого ому ого им ом"),
    (r"[жчшщ]ий|ний", 2, "его ему его им ем"),
    (r"[^аеёиоуыэюя][ыо]й(?<=....)", 2, "ого ому ого ым ом"),
    (r"[йь]", 1, "я ю я ем е"),
    *_NOUNS_IN_A,
    (r"[жчшщц]", 0, "а у а ем е"),
    (r"", 0, "а у а ом е"),
)
_WOMENS_SURNAMES = _rules(
    (r"[ыи]х|[оеиуюыэё]", 0, ""),
    (r"(?:[оеё]в|[иы]н)а", 1, "ой ой у ой ой"),
    (r"ая", 2, "ой ой ую ой ой"),
    (r"яя", 2, "ей ей юю ей ей"),
    *_NOUNS_IN_A,
    (r"", 0, ""),
)
_PATRONYMICS = _rules((r"на", 1, "ы е у ой е"), (r"ч", 0, "а у а ем е"), (r"", 0, ""))
_PLURALS = _rules((r"[оеё]ва?|[иы]на?", 0, "ы ых ым ых ыми"), (r"[гкх](?:ий|ая)", 0, "ие их им их ими"), (r"", 0, ""))
_FLEETING = re.compile(r"(?<=[^аеёиоуыэюя])[еёо]([цкнрлм])$|[еёо](л)$")


@lru_cache(maxsize=20_000)
def declined(word: str, part: Part, gender: Gender | None) -> Cases:
    """The word in the six cases, in small letters with its own ё. A double-barrelled one is declined in both parts.

    Without a gender a surname that men and women decline differently keeps its form.
    """
    low = word.lower()
    if "-" in low:
        parts = [declined(one, part, gender) for one in low.split("-")]
        return {case: "-".join(one[case] for one in parts) for case in Case}
    found = _by_dictionary(low, part, gender)
    return found if found is not None else _by_rules(low, part, gender)


def _by_dictionary(low: str, part: Part, gender: Gender | None) -> Cases | None:
    for one in morphology().parse(low) if morphology().word_is_known(low) else ():
        if part not in one.tag or "nomn" not in one.tag or "sing" not in one.tag or "Abbr" in one.tag:
            continue
        if gender is not None and one.tag.gender not in (gender, None) and "ms-f" not in one.tag:
            continue
        if gender is None and part is Part.SURNAME and _bare(low):
            continue
        forms = {case: one.inflect({grammeme, "sing"}) for case, grammeme in _GRAMMEMES.items()}
        if all(forms.values()):
            return {case: _with_yo_of(low, str(form.word)) for case, form in forms.items()}
    return None


def _bare(low: str) -> bool:
    """«Шмидт», «Цой»: a man's declines, a woman's does not."""
    return not re.search(r"(?:[оеё]в|[иы]н)а?$|[аяи]й?$", low)


def _with_yo_of(low: str, form: str) -> str:
    """The dictionary writes «пётр», «соловьёв»: the letters that the person writes are kept."""
    if "ё" in low or "ё" not in form:
        return form
    return form.replace("ё", "е")


def _by_rules(low: str, part: Part, gender: Gender | None) -> Cases:
    if part is Part.PATRONYMIC:
        return _apply(_PATRONYMICS, low)
    if gender is None:
        gender = (surname_gender(low) if part is Part.SURNAME else None) or _guessed_gender(low, part)
    if gender is None:
        return dict.fromkeys(Case, low)
    if part is Part.SURNAME and gender is Gender.MAN:
        for cases in _as_noun(low):
            return cases
    men, women = (_MENS_SURNAMES, _WOMENS_SURNAMES) if part is Part.SURNAME else (_MEN, _WOMEN)
    return _apply(men if gender is Gender.MAN else women, low)


def _as_noun(low: str) -> Iterator[Cases]:
    """«Заяц», «Мороз»: a surname that is an ordinary noun declines as that does, as something that lives."""
    for one in morphology().parse(low) if morphology().word_is_known(low) else ():
        if not {"NOUN", "masc", "nomn", "sing"} <= set(one.tag.grammemes) or one.tag.grammemes & {"Name", "Patr"}:
            continue
        forms = {case: one.inflect({grammeme, "sing"}) for case, grammeme in _GRAMMEMES.items()}
        if all(forms.values()):
            written = {case: _with_yo_of(low, str(form.word)) for case, form in forms.items()}
            yield {**written, Case.ACC: written[Case.GEN]}


def _guessed_gender(low: str, part: Part) -> Gender | None:
    if low[-1:] in "ая":
        return Gender.WOMAN
    return Gender.MAN if part is Part.FIRST and low[-1:] not in "оеиуюыэёь" else None


def _apply(rules: _Rules, low: str) -> Cases:
    for shape, cut, endings in rules:
        if shape.search(low) and endings:
            stem = low[: len(low) - cut]
            oblique = zip((Case.GEN, Case.DAT, Case.ACC, Case.INS, Case.LOC), endings.split(), strict=True)
            return {Case.NOM: low, **{case: stem + ending for case, ending in oblique}}
        if shape.search(low):
            break
    return dict.fromkeys(Case, low)


@lru_cache(maxsize=20_000)
def own_forms(word: str, part: Part) -> frozenset[str]:
    """Every form that a declined writing of this very name may have: any case, as a man's and as a woman's."""
    low = word.lower()
    if "-" in low:
        return frozenset(_joined(low.split("-"), part))
    forms = {form for gender in (*Gender, None) for form in declined(low, part, gender).values()}
    forms |= {form for gender in Gender for form in _by_rules(low, part, gender).values()}
    forms |= {form for cases in _as_noun(low) for form in cases.values()}
    if _FLEETING.search(low):
        short = _FLEETING.sub(lambda match: f"{match[1] or match[2]}", low)
        forms |= {short + ending for ending in ("а", "у", "ом", "ем", "е")}
    return frozenset(forms)


def _joined(parts: list[str], part: Part) -> Iterator[str]:
    """«Петровой-Водкиной», and «Петров-Водкиной», as those write who decline one part only."""
    first, rest = own_forms(parts[0], part), own_forms("-".join(parts[1:]), part)
    alike = {(one[-2:], one) for one in first}
    for tail in rest:
        yield f"{parts[0]}-{tail}"
        yield from (f"{one}-{tail}" for _, one in alike)


@lru_cache(maxsize=20_000)
def kin_forms(word: str, part: Part) -> frozenset[str]:
    """Forms that are not of this name but give it away: the other gender's surname, the family's, a call («Маш!»)."""
    low = word.lower()
    if part is Part.FIRST:
        return frozenset({low[:-1] + ("ь" if low[-1] == "я" else "")}) if re.search("[^аиоуыэюяь][ая]$", low) else _NONE
    if part is Part.PATRONYMIC:
        return frozenset({re.sub("ович$", "ыч", re.sub("евич$", "ич", low)), re.sub("овна$", "на", low)}) - {low}
    other = _other_gender(low)
    plural = set(_apply(_PLURALS, re.sub(r"(?:а|ий|ая)$", "", low) if other else low).values())
    return frozenset({*(own_forms(other, part) if other else ()), *plural, *_family(low)}) - own_forms(low, part)


_NONE: frozenset[str] = frozenset()


def _other_gender(low: str) -> str | None:
    if re.search(r"(?:[оеё]в|[иы]н)$", low):
        return low + "а"
    if re.search(r"(?:[оеё]в|[иы]н)а$", low):
        return low[:-1]
    for man, woman in (("ий", "ая"), ("ый", "ая"), ("ой", "ая")):
        if low.endswith(man) and len(low) > 4:
            return low[:-2] + woman
    return low[:-2] + "ий" if re.search(r"[гкх]ая$", low) else (low[:-2] + "ый" if low.endswith("ая") else None)


def _family(low: str) -> Iterator[str]:
    """The plural: «Петровы», «Ковальские», «Шмидты»."""
    stem = re.sub(r"(?:[ыио]й|ая|а|я|ь|й)$", "", low)
    if re.search(r"(?:[оеё]в|[иы]н)$", stem):
        yield from (stem + ending for ending in ("ы", "ых", "ым", "ыми"))
    elif re.search(r"[цс]к$|(?:[ыио]й|ая)$", stem if stem[-2:] in ("ск", "цк") else low):
        yield from (stem + ending for ending in ("ие", "их", "им", "ими", "ые", "ых", "ым", "ыми"))
    elif low[-1:] not in "оеиуюэё":
        yield from (stem + ending for ending in ("ы", "и", "ов", "ей", "ам", "ям", "ами", "ями", "ах", "ях"))


def lexeme(word: str) -> frozenset[str]:
    """All forms of a word of any part of speech, of each of its likely readings: for the names of companies."""
    readings: list[Any] = morphology().parse(word.lower())
    return frozenset(str(form.word) for one in readings[:4] for form in one.lexeme) | {word.lower()}
