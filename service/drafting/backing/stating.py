"""A sentence of a reply -> whether it states nothing: thanks, sympathy, a question, what the customer wrote."""

from __future__ import annotations

import re
import string
from functools import cache

from kb_index.text.facts import facts
from kb_index.text.tokens import TokenKind, tokenize
from service.drafting.backing.claims import meaning
from service.drafting.backing.sayings import terms_of
from service.drafting.prompt_book import phrase_book
from service.understanding.letters import is_padding

_ASKED = 200  # characters: a longer question tells more than it asks
_LEAST_WORDS = 3
_INTRODUCTION = 9  # words
# No reply asks for these, and none hides a statement in a question.
_PRIES = re.compile(
    r"\b(?:парол\w+|пин-?код\w*|cvv|cvc|номер\w* карт\w*|код\w* из (?:смс|sms|сообщени)\w*|паспорт\w*|снилс"
    r"|password\w*|passcode\w*|pin|card number\w*|security code\w*|passport\w*)\b"
    r"|,\s+что\b|\b(?:know|knew|aware|heard|true|told)\b.{0,20}\bthat\b",
    re.IGNORECASE,
)
_FAMILIAR = 0.7  # of the words of meaning that reviewed phrases of courtesy hold too
_RESTATED = 0.6  # of them that the customer's own message holds
_RESTATES = re.compile(
    r"^\W*(?:(?:мы|я)\s+)?(?:понима|вижу|видим|вы (?:пиш|спраш|сообща|упомин|хот)|жаль|сожале|к сожалению|извин|прост|"
    r"приносим|по (?:поводу|вопросу)|по ваш|что касается|насч[её]т|(?:we|i)(?:'m| am| are)?\s+(?:understand|see|sorry|"
    r"apologi)|sorry|thank|you (?:ask|mention|write|wrote|say)|regarding|as for|about your)",
    re.IGNORECASE,
)
# What stands side by side is weighed piece by piece: sympathy in front of a statement does not make it one.
_PIECES = re.compile(
    r"[;,]\s+(?:(?:и|а|но|and|but)\s+)?(?!как|что|that|how|who|котор|где|when|если|if)"
    r"|\s(?:and|и)\s(?=thank|благодар|приносим|извин|просим|we\b|мы\b)",
    re.IGNORECASE,
)
_REGRETS = re.compile(
    r"\W*(?:(?:we|i)(?:'re| are|'m| am) )?(?:(?:very|so|truly) )?sorry (?:about|for)\b"
    r"|\W*(?:приносим|примите|просим)(?: \w+)? извинения за\b|\W*(?:извините|простите)(?:, пожалуйста,)? за\b",
    re.IGNORECASE,
)
_REGRETTED = 12  # words: a longer one tells a story
_ANSWERS = re.compile(r"\W*(?:да|нет|yes|no)\b", re.IGNORECASE)
# «В справке об этом ничего не сказано», "we have no information on this": what is not known, said openly.
_UNKNOWN = re.compile(
    r"\b(?:нет|не (?:на(?:йд|ш)\w+|указан\w*|описан\w*|сказан\w*|хватает)|ничего не)\b.{0,60}"
    r"\b(?:информаци|сведени|данны|ответ|сказан|указан|описан|упомина|статьях|справке)"
    r"|\b(?:информаци|сведени|данны|ответ)\w*\b.{0,40}\b(?:нет|не (?:на(?:йд|ш)|указан|приведен))"
    r"|\b(?:no|not|don't|doesn't|cannot|can't)\b.{0,40}\b(?:information|details|mention|say|answer|confirm|covered)",
    re.IGNORECASE,
)


def states_nothing(text: str, *, asked: str, language_code: str) -> bool:
    """``asked``: the customer's own words. Whoever is told to write one word writes no courtesy."""
    words = [token for token in tokenize(text) if token.kind is TokenKind.WORD]
    if not words or facts(text) or _shouted(text, len(words)):
        return False
    if _ANSWERS.match(text) and not meaning(text):
        return False
    if is_padding(text) and len(words) > 1:
        return True
    if len(words) >= _LEAST_WORDS and text.endswith("?") and len(text) <= _ASKED:
        return not _PRIES.search(text)
    return all(
        (len(words) >= _LEAST_WORDS and _UNKNOWN.search(piece)) or _familiar(piece, asked, language_code)
        for piece in _PIECES.split(text)
    )


def introduces(text: str) -> bool:
    """A few words in front of a list: "do the following:"."""
    return text.endswith(":") and len(text.split()) <= _INTRODUCTION and "," not in text


def _familiar(text: str, asked: str, language_code: str) -> bool:
    """A bare "yes" has no words of meaning, and states much."""
    if _REGRETS.match(text) and len(text.split()) <= _REGRETTED:
        return True
    terms = meaning(text)
    known = _vocabulary(language_code)
    ours = sum(term in known for term in terms)
    if not _RESTATES.match(text):
        return bool(terms) and ours >= _FAMILIAR * len(terms)
    told = terms_of(asked)
    strange = sum(term not in told and term not in known for term in terms)
    return strange <= max(1, (1 - _RESTATED) * len(terms))


def _shouted(text: str, words: int) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return words <= 2 and len(letters) > 2 and all(sign.isupper() for sign in letters)


@cache
def _vocabulary(language_code: str) -> frozenset[str]:
    """The words of the composer's own phrases, which state no facts."""
    book = phrase_book(language_code)
    lines = (line for variants in book.slots.values() for line in variants)
    plain = (" ".join(text for text, *_ in string.Formatter().parse(line)) for line in lines)
    return frozenset(term for line in plain for term in terms_of(line))
