"""Words before a marker, letters behind it -> the case that the name must take there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb_index.text.lemmas import parses
from service.masking.declension import Cases
from service.masking.markers import Case, markers

_LOOK_BACK = 120
_LONGEST = 40  # characters of a word
_WORD_BEFORE = re.compile(r"([А-Яа-яЁё]+(?:-[а-яё]+)?)[ \u00a0\n]{1,2}$")
_CASES: Mapping[Case, str] = {
    Case.GEN: "для без от до у из около после кроме ради вместо мимо против из-за из-под насчет касательно помимо"
    " вокруг возле среди относительно",
    Case.DAT: "к ко по благодаря согласно вопреки навстречу",
    Case.ACC: "про через на",
    Case.INS: "с со над под перед между за",
    Case.LOC: "о об обо при в во",
}
_PREPOSITIONS: Mapping[str, Case] = {word: case for case, words in _CASES.items() for word in words.split()}
_GOVERNING: Mapping[Case, str] = {
    Case.DAT: "написать сообщить передать позвонить сказать отправить ответить дать помочь выслать направить"
    " предоставить перезвонить вернуть переслать показать объяснить напомнить предложить доверить выдать назначить"
    " писать сообщать передавать звонить отправлять отвечать давать помогать",
    Case.ACC: "попросить спросить поблагодарить предупредить уведомить пригласить добавить удалить просить благодарить"
    " информировать проинформировать",
}
_VERBS: Mapping[str, Case] = {word: case for case, words in _GOVERNING.items() for word in words.split()}
_MORPHEMES: Mapping[str, Case] = {
    "gent": Case.GEN,
    "gen2": Case.GEN,
    "datv": Case.DAT,
    "accs": Case.ACC,
    "ablt": Case.INS,
    "loct": Case.LOC,
    "nomn": Case.NOM,
}
_VERB_FORMS = frozenset({"INFN", "VERB", "GRND"})
_LOCATIVE = re.compile(r"(?<!\w)(?:о|об|обо|при|в|во|на)[ \u00a0\n]{1,2}$", re.IGNORECASE)
_ENDING = re.compile(r"[а-яё]{1,4}(?![А-Яа-яЁё])")


def case_asked(before: str) -> Case | None:
    """«для », «передайте », «менеджеру » -> the case; behind another name the case of that one. None: nothing asks."""
    tail = before[-_LOOK_BACK:]
    names = list(markers(tail)) if tail.endswith("]] ") else []
    end = len(tail)
    while names and names[-1].end == end - 1 and names[-1].label == "name" and names[-1].variant is None:
        last = names.pop()
        if last.case is not None:
            return last.case
        end = last.start
    word = _WORD_BEFORE.search(tail, max(0, end - _LONGEST), end)
    return _asks(word[1].lower().replace("ё", "е"), tail[: word.start()]) if word else None


def _asks(word: str, before: str) -> Case | None:
    if word in _PREPOSITIONS:
        return _PREPOSITIONS[word]
    reading = parses(word)[0]
    if reading.pos in _VERB_FORMS:
        return _VERBS.get(reading.lemma)
    return _case_of_title(word, before) if reading.pos == "NOUN" and "anim" in reading.grammemes else None


def _case_of_title(word: str, before: str) -> Case | None:
    """«менеджеру», «коллегой»: the name beside it stands in the same case, where the form leaves no doubt."""
    readings = [one for one in parses(word) if one.pos == "NOUN" and "sing" in one.grammemes]
    cases = {case for one in readings for name, case in _MORPHEMES.items() if name in one.grammemes}
    if cases == {Case.GEN, Case.ACC}:
        return Case.GEN
    if cases == {Case.DAT, Case.LOC}:  # «о коллеге», but «сообщите коллеге»
        return Case.LOC if _LOCATIVE.search(before) else Case.DAT
    return next(iter(cases)) if len(cases) == 1 and Case.NOM not in cases else None


def ending_case(cases: Cases, after: str) -> tuple[Case | None, int]:
    """A model's own ending behind a marker («[[name_1]]у») -> the case it makes, and how many letters it takes.

    Letters that are the ending of no case are taken too: they belong to the word that the model meant to inflect.
    """
    match = _ENDING.match(after)
    if match is None:
        return None, 0
    ending = match.group()
    fitting = [case for case, form in cases.items() if form != cases[Case.NOM] and form.lower().endswith(ending)]
    return (fitting[0] if fitting else None), len(ending)
