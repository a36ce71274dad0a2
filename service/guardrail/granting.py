"""A sentence of a draft and a figure in it -> whether it grants or confirms the figure, or only repeats it.

«Вернём 5 000 ₽ до 5 мая» is an answer and needs a source; «вы просите вернуть 5 000 ₽» repeats what the customer wrote.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.facts import FactKind
from kb_index.text.lemmas import Parse, lemmas, parses
from kb_index.text.tokens import TokenKind, tokenize

SUMS = frozenset({FactKind.MONEY, FactKind.PERCENT})
TIMES = frozenset({FactKind.DATE, FactKind.TIME, FactKind.DURATION})
_CUT = re.compile(r"[;:()]|,(?!\d)|\b(?:но|а|что|чтобы|если|котор\w+|if|that|which|but|because)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:не|нет|нельзя|невозможн\w+|not|cannot|unable|no|never|without|без|\w+n['’]t)\b", re.IGNORECASE
)
_CONFIRMS = re.compile(
    r"\bподтвержда(?:ем|ю)\b|^\W*(?:да|верно|всё верно|именно так)\b|\bдействительно\b|"
    r"\b(?:i|we)(?: can)? confirm\b|^\W*(?:yes|correct|right|that['’]s right)\b|\bindeed\b",
    re.IGNORECASE,
)
# «Заказ от 5 мая», "the order of 5 May": which one, not when.
_OF = re.compile(r"(?:\b(?:от|из|of|from|dated|since|за)|№)\s*$", re.IGNORECASE)
_GIVING_WORDS = """
вернуть вернуться возвращать возвращаться компенсировать возместить возмещать начислить начислять начислиться зачислить
зачислять перечислить перечислять выплатить выплачивать отдать подарить дарить дать предоставить предоставлять сделать
снизить уступить скинуть гарантировать обещать поступить прийти составить причитаться заплатить доплатить
возвратить оплатить перевести
"""
_ASKING_WORDS = """
проверить уточнить узнать посмотреть разобраться найти выяснить изучить рассмотреть сверить увидеть понять учесть
"""
_GIVING, _ASKING = frozenset(_GIVING_WORDS.split()), frozenset(_ASKING_WORDS.split())
_MAY = frozenset({"можем", "могу", "сможем", "смогу", "готовы", "готов", "готова", "будем", "буду"})
_AMOUNTS_TO = re.compile(
    r"\b(?:возврат|компенсация|скидка|возмещение|выплата|доплата|refund|compensation|discount|reimbursement)\s+"
    r"(?:\w+\s+){0,3}?(?:составит|составляет|будет|равн\w+|is|will be|comes to|—|–|-)\s",
    re.IGNORECASE,
)
_YOU_GET = re.compile(r"\bполучите\b|\byou(?:['’]ll| will| get| are getting)\b", re.IGNORECASE)
_ENGLISH_GIVING = re.compile(
    r"\b(?:we|i)(?:['’](?:ll|ve|re)| will| can| have| are)?(?: \w+){0,2}? (?:refund(?:ed|ing)?|repa(?:y|id|ying)|"
    r"reimburs(?:e|ed|ing)|compensat(?:e|ed|ing)|credit(?:ed|ing)?|pa(?:y|id|ying)|return(?:ed|ing)?|giv(?:e|en|ing)|"
    r"offer(?:ed|ing)?|guarantee|promise|grant(?:ed|ing)?|send|sent)\b|"
    r"\b(?:will|has|have|is|are) (?:be|been|being) (?:refunded|repaid|reimbursed|compensated|credited|paid|returned)\b",
    re.IGNORECASE,
)
_ENGLISH_FUTURE = re.compile(
    r"\b(?:will|\w+['’]ll|going to)\b(?! (?:check|look|find|verify|investigate|review|see)\b)", re.I
)


def granted(sentence: str, figure: Span, kind: FactKind) -> bool:
    """``figure`` lies in ``sentence``. A question, a refusal and another's words grant nothing."""
    if kind not in SUMS | TIMES or sentence.rstrip().endswith("?"):
        return False
    before, after = sentence[: figure.start], sentence[figure.end :]
    if _CONFIRMS.search(before) and not _DENIED.search(before):
        return True
    cuts = [match.end() for match in _CUT.finditer(before)]
    clause = before[max(cuts, default=0) :] + " 0 " + _CUT.split(after)[0]
    if _DENIED.search(clause) or (kind is FactKind.DATE and _OF.search(before)):
        return False
    if any(sign.search(clause) for sign in (_AMOUNTS_TO, _YOU_GET, _ENGLISH_GIVING)):
        return True
    return _gives(clause) or (kind in TIMES and _promises(clause))


def _gives(clause: str) -> bool:
    """A form of giving that says that it is, was or will be done, by us or by itself."""
    words = _words(clause)
    may = not _MAY.isdisjoint(words)
    return any(_done(parse, words) or (may and parse.pos == "INFN") for parse in _readings(words, _GIVING))


def _done(parse: Parse, words: tuple[str, ...]) -> bool:
    if parse.pos == "PRTS":
        return True
    finite = parse.pos == "VERB" and "impr" not in parse.grammemes
    return finite and ("вы" not in words or "futr" in parse.grammemes)


def _promises(clause: str) -> bool:
    """Anything that we, or things, are going to do then."""
    words = _words(clause)
    asking = any(lemma in _ASKING for word in words for lemma in lemmas(word))
    future = any({"VERB", "futr"} <= set(one.grammemes) and "2per" not in one.grammemes for one in _readings(words))
    return not asking and (future or bool(_ENGLISH_FUTURE.search(clause)))


@lru_cache(maxsize=1024)
def _words(clause: str) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenize(clause) if token.kind is TokenKind.WORD)


def _readings(words: tuple[str, ...], among: frozenset[str] | None = None) -> list[Parse]:
    """The likeliest reading of each Russian word, of those whose dictionary form is ``among``."""
    cyrillic = (word for word in words if not word.isascii())
    return [one for word in cyrillic if among is None or not among.isdisjoint(lemmas(word)) for one in parses(word)[:1]]
