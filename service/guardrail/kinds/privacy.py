"""Personal identifiers that nothing in the request vouches for -> a hit for each.

What the customer wrote, what the caller gives of customer, agent and case, and what a source says may be repeated.
Numbers that belong to one person (passport, card, a person's tax number) are reported wherever they are not vouched
for. A phone, an e-mail or a company's bank details may be the company's own: beside ``company`` phrases and under a
signature they are left alone, and where the request brings neither ticket nor source to compare with, they are
reported only if ``others`` phrases, a person's name or a private mailbox say that they are somebody else's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from kb_index.records import Span
from kb_index.text.lemmas import parses
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PhraseSet, phrase_set
from service.guardrail.vouched import comparable, draft_identifiers, vouched_identifiers, vouched_texts
from service.personal.identifiers import Identifier, IdentifierKind
from service.standards.node import Node

_NEVER_YOURS = frozenset({IdentifierKind.CARD, IdentifierKind.PASSPORT, IdentifierKind.SNILS})
_CONTACTS = frozenset({IdentifierKind.PHONE, IdentifierKind.EMAIL})
_COMPANY_ACCOUNT = re.compile(r"40[2-7]")
_ROLE_BOX = re.compile(
    r"(?:support|help|helpdesk|info|sales|hello|contact|billing|office|service|care|no-?reply|admin|team|abuse|security"
    r"|privacy|press|hr|job|jobs|partner|partners|order|orders|zakaz|shop|return|returns|refund|refunds|feedback|legal"
    r"|claims?|docs|buh|account|accounts|delivery|marketing|mail|post)[\w.+\-]*@.*"
)
_PRIVATE_BOX = re.compile(
    r".*@(?:gmail|mail|yandex|ya|bk|list|inbox|rambler|hotmail|outlook|live|yahoo|icloud|me|aol|proton|protonmail|gmx|vk)"
    r"\.[a-z.]{2,8}"
)
_FAREWELL = re.compile(
    r"с уважением|с наилучшими|всего доброго|regards|sincerely|best wishes|yours truly", re.IGNORECASE
)
_SIGNATURE = 240  # characters that a signature may take


@dataclass(frozen=True, slots=True)
class Privacy:
    kinds: frozenset[IdentifierKind]
    certain: bool
    company: PhraseSet
    others: PhraseSet
    yours: PhraseSet
    delivery: PhraseSet

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = [one for one in draft_identifiers(analysis) if one.kind in self.kinds and one.certain is self.certain]
        if not found:
            return ()
        known, texts = vouched_identifiers(context), vouched_texts(context)
        strange = [one for one in found if (one.kind, one.value) not in known and not _written(one, analysis, texts)]
        return tuple(Hit(one.span) for one in strange if self._is_leak(one, analysis, context))

    def _is_leak(self, one: Identifier, analysis: Analysis, context: CheckContext) -> bool:
        sentence = _sentence_at(analysis, one.span.start)
        others = _says(self.others, analysis, sentence)
        if _shared_by_companies(one):
            return others or self._is_contact_leak(one, analysis, sentence, compared=comparable(context))
        if one.kind is IdentifierKind.ADDRESS and not others:  # most often where the customer's own order goes
            expected = _says(self.yours, analysis, sentence) or _says(self.delivery, analysis, sentence)
            return not expected or _names_person(analysis, sentence)
        if one.kind in _NEVER_YOURS or others or comparable(context):
            return True
        return not _says(self.yours, analysis, sentence)

    def _is_contact_leak(self, one: Identifier, analysis: Analysis, sentence: int, *, compared: bool) -> bool:
        if _ROLE_BOX.fullmatch(one.value) or _in_signature(analysis, one.span):
            return False
        if _says(self.company, analysis, sentence):
            return False
        if one.kind is IdentifierKind.ADDRESS:
            return False  # a house may be a shop: only `others` phrases tell
        if compared:
            return True
        person = _PRIVATE_BOX.fullmatch(one.value) is not None or _names_person(analysis, sentence)
        return person and not _says(self.yours, analysis, sentence)


def _shared_by_companies(one: Identifier) -> bool:
    if one.kind is IdentifierKind.INN:
        return len(one.value) == 10
    if one.kind is IdentifierKind.ACCOUNT:
        return _COMPANY_ACCOUNT.match(one.value) is not None
    return (
        one.kind in _CONTACTS
        or one.kind is IdentifierKind.OGRN
        or (one.kind is IdentifierKind.ADDRESS and not one.certain)
    )


def _written(one: Identifier, analysis: Analysis, texts: tuple[str, ...]) -> bool:
    """As it stands in a text that vouches for it, though there nothing tells what kind of number it is."""
    match = one.span.of(analysis.text)
    return any(match in text or one.value in text for text in texts)


def _sentence_at(analysis: Analysis, offset: int) -> int:
    return bisect_right(analysis.sentences, offset, key=lambda sentence: sentence.span.start) - 1


def _says(phrases: PhraseSet, analysis: Analysis, sentence: int) -> bool:
    return any(analysis.sentence_of[first] == sentence for first, _ in phrases.find(analysis))


def _in_signature(analysis: Analysis, span: Span) -> bool:
    return _FAREWELL.search(analysis.text, max(0, span.start - _SIGNATURE), span.start) is not None


def _names_person(analysis: Analysis, number: int) -> bool:
    """A Russian surname, name or patronymic with a capital letter stands in the sentence."""
    sentence = analysis.sentences[number]
    words = analysis.words[sentence.first : sentence.last]
    return any(word.cyrillic and analysis.text[word.start].isupper() and _is_name(word.norm) for word in words)


def _is_name(form: str) -> bool:
    best = parses(form)[0].grammemes
    return bool(best & {"Name", "Surn", "Patr"}) and len(form) > 2


def build(node: Node, material: Material) -> Privacy:
    """``certain``: which of the two the check is about, those beyond doubt or those that only words make likely."""
    entries = node.only(required=("kinds", "certain", "company", "others", "yours", "delivery"))

    def phrases(key: str) -> PhraseSet:
        return phrase_set(entries, material.lists, language_code=material.language_code, key=key)

    return Privacy(
        kinds=frozenset(IdentifierKind(item.choice(IdentifierKind)) for item in entries["kinds"].items()),
        certain=entries["certain"].flag(),
        company=phrases("company"),
        others=phrases("others"),
        yours=phrases("yours"),
        delivery=phrases("delivery"),
    )
