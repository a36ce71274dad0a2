"""The customer's last words given back again and again -> a hit for each sentence after the first that does so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kb_index.text.lemmas import lemma, lemmas
from kb_index.text.stopwords import STOP_WORDS
from kb_index.text.tokens import TokenKind, tokenize
from service.domain import CheckContext
from service.guardrail.analysis import Analysis, Sentence, Word
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.fields import customer_burst
from service.standards.node import Node

_WORDS = frozenset({TokenKind.WORD, TokenKind.NUMBER})
_PERSON_WORDS = "я мы вы мой наш ваш меня мне нас нам вас вам i we you my our your me us i'm we're you're i've you've"
_PERSONS = frozenset(_PERSON_WORDS.split())
_CONTENT = 2


@dataclass(frozen=True, slots=True)
class Parroting:
    """A sentence is an echo where a run of the customer's words makes up ``share`` per cent of it; ``most`` may."""

    most: int
    share: int

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        if len(analysis.sentences) <= self.most:
            return ()
        burst = customer_burst(context)
        if not burst:
            return Unknown("conversation.messages")
        pairs = _pairs(burst[-1].text, analysis.language_code)
        known = _keys(burst[-1].text) if analysis.language_code == "ru" else None
        near = [one for one in analysis.sentences if known is None or self._resembles(analysis, one, known)]
        echoes = [one for one in near if self._repeats(analysis, one, pairs)] if len(near) > self.most else []
        return tuple(Hit(analysis.span(one.first, one.last)) for one in echoes[self.most :])

    def _resembles(self, analysis: Analysis, sentence: Sentence, known: frozenset[str]) -> bool:
        """A quick look at the words that the analysis has already read."""
        words = analysis.words[sentence.first : sentence.last]
        same = sum([not known.isdisjoint(word.keys) for word in words])
        return same * 100 >= self.share * len(words)

    def _repeats(self, analysis: Analysis, sentence: Sentence, pairs: frozenset[tuple[str, str]]) -> bool:
        terms = [_term_of(word, analysis.language_code) for word in analysis.words[sentence.first : sentence.last]]
        longest = run = content = 0
        for before, term in pairwise(["", *terms]):
            if (before, term) not in pairs:
                run, content = 1, int(_is_content(term))
                continue
            run, content = run + 1, content + int(_is_content(term))
            longest = max(longest, run) if content >= _CONTENT else longest
        return longest * 100 >= self.share * len(terms) and longest > 0


def _term_of(word: Word, language_code: str) -> str:
    """Spared quotations are no echo: they match nothing."""
    return _term(word.norm, language_code) if word.keys and word.kind in _WORDS else ""


@lru_cache(maxsize=50_000)
def _term(form: str, language_code: str) -> str:
    """The word as it is compared: «я не могу» is given back as «вы не можете»."""
    return "@" if form in _PERSONS else lemma(form, language_code)


def _is_content(term: str) -> bool:
    return len(term) > 1 and term not in STOP_WORDS


@lru_cache(maxsize=256)
def _pairs(text: str, language_code: str) -> frozenset[tuple[str, str]]:
    """Neighbouring words of what the customer wrote."""
    terms = [_term(token.norm, language_code) for token in tokenize(text) if token.kind in _WORDS]
    return frozenset(pairwise(terms))


@lru_cache(maxsize=256)
def _keys(text: str) -> frozenset[str]:
    """The lemmas of what the customer wrote, and the persons, who change in an answer."""
    forms = [token.norm for token in tokenize(text) if token.kind in _WORDS]
    return frozenset(found for form in (*forms, *_PERSONS) for found in (*lemmas(form), "=" + form))


def build(node: Node, material: Material) -> Parroting:
    entries = node.only(required=("most", "share"))
    return Parroting(entries["most"].integer(least=1), entries["share"].integer(least=1))
