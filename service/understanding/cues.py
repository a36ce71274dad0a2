"""prompts/phrases/cues.*.yaml -> which cues a text holds, and where."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from kb_index.records import Span
from service.errors import ConfigInvalid

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where it was built

LANGUAGES = ("ru", "en")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)|\n")
_NEGATIONS = frozenset(
    {"не", "ни", "нет", "not", "no", "never", "isn't", "doesn't", "don't", "didn't", "won't", "cannot", "can't"}
)


class Cue(StrEnum):
    """The kinds of cues; each file holds one list per kind, no more and no fewer."""

    GREETING = "greeting"
    ADDRESSEE = "addressee"
    THANKS = "thanks"
    SMALLTALK = "smalltalk"
    FILLER = "filler"
    VALEDICTION = "valediction"
    AUTO_REPLY = "auto_reply"
    SOLVED = "solved"
    DONE = "done"
    COMPLAINT = "complaint"
    OBJECTION = "objection"
    POSITIVE = "positive"
    ASKS_FOR_PERSON = "asks_for_person"
    LEGAL_THREAT = "legal_threat"
    COMPENSATION_DEMAND = "compensation_demand"
    DATA_INCIDENT = "data_incident"
    HARM = "harm"
    REPEATED_CONTACT = "repeated_contact"
    BROKEN_PROMISE = "broken_promise"
    OUTAGE = "outage"
    SPECIAL_TERMS = "special_terms"
    INJECTION = "injection"
    CORRECTION = "correction"
    RETRACTION = "retraction"
    ELLIPSIS = "ellipsis"
    ANAPHOR = "anaphor"
    OUTCOME = "outcome"
    CONJUNCTION = "conjunction"
    INTERROGATIVE = "interrogative"
    GENERIC_QUESTION = "generic_question"
    WISH = "wish"
    COMMAND = "command"
    TROUBLE = "trouble"
    VAGUE = "vague"


# A negation right before one of these turns it into its opposite: «не работает», "not solved".
_NEGATABLE = frozenset({Cue.SOLVED, Cue.POSITIVE, Cue.DONE, Cue.ASKS_FOR_PERSON, Cue.COMPENSATION_DEMAND})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, folded (lower case, «ё» as «е»), with its span and the number of its sentence."""

    text: str
    span: Span
    sentence: int


@dataclass(frozen=True, slots=True)
class CueHit:
    """One cue found; ``words`` is the half-open range of word indices that it covers."""

    cue: Cue
    span: Span
    words: range


@dataclass(frozen=True, slots=True)
class _Step:
    exact: frozenset[str]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    gap: int  # how many words may stand before this one

    def fits(self, word: str) -> bool:
        return word in self.exact or word.startswith(self.prefixes) or word.endswith(self.suffixes)


@dataclass(frozen=True, slots=True)
class _Pattern:
    cue: Cue
    steps: tuple[_Step, ...]

    def end(self, words: tuple[Word, ...], at: int) -> int | None:
        """Index after the last word of the match that begins at ``at``, or None."""
        sentence, position = words[at].sentence, at + 1
        for step in self.steps[1:]:
            window = range(position, min(position + step.gap + 1, len(words)))
            found = next((i for i in window if words[i].sentence == sentence and step.fits(words[i].text)), None)
            if found is None:
                return None
            position = found + 1
        return position


@dataclass(frozen=True, slots=True)
class CueBook:
    """Patterns by their first word, or by the first three letters of its prefix: most words cost two look-ups."""

    by_word: Mapping[str, tuple[_Pattern, ...]]
    by_prefix: Mapping[str, tuple[_Pattern, ...]]

    def starting_with(self, word: str) -> Iterator[_Pattern]:
        yield from self.by_word.get(word, ())
        for pattern in self.by_prefix.get(word[:3], ()):
            if word not in pattern.steps[0].exact and word.startswith(pattern.steps[0].prefixes):
                yield pattern

    def only(self, cue: Cue) -> CueBook:
        """The patterns of one kind."""
        return CueBook(_of_cue(self.by_word, cue), _of_cue(self.by_prefix, cue))

    def scan(self, words: tuple[Word, ...]) -> Iterator[CueHit]:
        for at, word in enumerate(words):
            for pattern in self.starting_with(word.text):
                end = pattern.end(words, at)
                if end is not None and not _negated(words, at, pattern.cue):
                    yield CueHit(pattern.cue, Span(word.span.start, words[end - 1].span.end), range(at, end))


@lru_cache(maxsize=2048)
def find_cues(text: str) -> tuple[CueHit, ...]:
    """Every cue of ``text``, in order of its beginning. Linear in the length of the text."""
    return tuple(cue_book().scan(words_of(text)))


def _of_cue(patterns: Mapping[str, tuple[_Pattern, ...]], cue: Cue) -> dict[str, tuple[_Pattern, ...]]:
    kept = ((key, tuple(pattern for pattern in found if pattern.cue is cue)) for key, found in patterns.items())
    return {key: found for key, found in kept if found}


@lru_cache(maxsize=2048)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of ``text`` with their spans."""
    return words_of_uncached(text)


def words_of_uncached(text: str) -> tuple[Word, ...]:
    """As `words_of`, for what is read once."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    words, sentence, folded = [], 0, fold(text)
    for match in _WORD.finditer(text):
        start, end = match.span()
        while sentence < len(ends) and ends[sentence] <= start:
            sentence += 1
        words.append(Word(folded[start:end], Span(start, end), sentence))
    return tuple(words)


def fold(text: str) -> str:
    """Lower case, «ё» as «е», one kind of apostrophe; the length stays."""
    return text.lower().replace("ё", "е").replace("’", "'") if len(text.lower()) == len(text) else text


def _negated(words: tuple[Word, ...], at: int, cue: Cue) -> bool:
    if cue not in _NEGATABLE or at == 0:
        return False
    before = words[at - 1]
    return before.sentence == words[at].sentence and before.text in _NEGATIONS


@cache
def cue_book() -> CueBook:
    """The cues of all languages at once: customers mix them. Raises ConfigInvalid for a bad file."""
    by_word: dict[str, list[_Pattern]] = defaultdict(list)
    by_prefix: dict[str, list[_Pattern]] = defaultdict(list)
    for language in LANGUAGES:
        for pattern in _patterns(f"cues.{language}.yaml"):
            for word in sorted(pattern.steps[0].exact):
                by_word[word].append(pattern)
            for head in sorted({prefix[:3] for prefix in pattern.steps[0].prefixes}):
                by_prefix[head].append(pattern)
    return CueBook(_frozen(by_word), _frozen(by_prefix))


def _frozen(lists: dict[str, list[_Pattern]]) -> Mapping[str, tuple[_Pattern, ...]]:
    return {key: tuple(patterns) for key, patterns in lists.items()}


def light_words() -> tuple[tuple[str, ...], ...]:
    """By language, the words that name no topic. Raises ConfigInvalid for a bad file."""
    return tuple(_light(f"light.{language}.yaml") for language in LANGUAGES)


def _light(name: str) -> tuple[str, ...]:
    data = yaml.load((files("prompts") / "phrases" / name).read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe one
    if not isinstance(data, list) or not all(isinstance(word, str) for word in data):
        raise ConfigInvalid(
            f"prompts/phrases/{name}: a list of words is expected; quote those that YAML reads otherwise."
        )
    return tuple(data)


def _patterns(name: str) -> Iterator[_Pattern]:
    data = yaml.load((files("prompts") / "phrases" / name).read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe one
    expected = {cue.value for cue in Cue}
    if not isinstance(data, dict) or set(data) != expected:
        odd = sorted(set(data) ^ expected) if isinstance(data, dict) else ["no mapping at the top"]
        raise ConfigInvalid(f"prompts/phrases/{name}: one list per cue, exactly those of the code; check {odd}.")
    for key, lines in data.items():
        for line in lines:
            yield _Pattern(Cue(key), _steps(str(line), name))


def _steps(line: str, name: str) -> tuple[_Step, ...]:
    steps: list[_Step] = []
    gap = 0
    for token in fold(line).split():
        if token.startswith(".."):
            gap = int(token[2:])
            continue
        forms = token.split("|")
        exact = frozenset(form for form in forms if "*" not in form)
        prefixes = tuple(form[:-1] for form in forms if form.endswith("*"))
        suffixes = tuple(form[1:] for form in forms if form.startswith("*"))
        if any(len(part) < 3 for part in (*prefixes, *suffixes)):
            raise ConfigInvalid(f"prompts/phrases/{name}: a part in '{line}' is under three letters; write it out.")
        if suffixes and not steps:
            raise ConfigInvalid(f"prompts/phrases/{name}: '{line}' may not begin with '*'; name its first word.")
        steps.append(_Step(exact, prefixes, suffixes, gap))
        gap = 0
    return tuple(steps)
