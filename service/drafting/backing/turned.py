"""Two sentences about the same -> how one says the contrary of the other: a "not", a bound, an opposite word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from kb_index.text.fact_support import supports
from kb_index.text.facts import Fact
from kb_index.text.lemmas import lemmas, search_terms
from kb_index.text.tokens import Token, TokenKind, tokenize
from service.drafting.backing.negation import CONTRACTED, NOT_WORDS
from service.drafting.backing.opposites import OPPOSITES
from service.understanding.topics import light_terms

_NOT_STEMS = ("невозмож", "запрещ", "impossib", "forbid", "prohibit")
# «Не более», "not only", «не забудьте»: a "not" that denies nothing that is said.
_HARMLESS_WORDS = (
    "более больше менее меньше позднее позже раньше ранее только просто обязательно забыть забудьте more less later "
    "earlier only just forget than longer fewer worry беспокоиться переживать волноваться"
)
# A condition, a purpose or a complaint is not what the sentence claims.
_SUPPOSED_WORDS = "если when if когда unless whether чтобы пока until while либо ли кто who whose which"
_HARMLESS, _SUPPOSED = (frozenset(words.split()) for words in (_HARMLESS_WORDS, _SUPPOSED_WORDS))
_REVERSING = ("не", "без", "бес", "un", "in", "im", "ir", "non", "dis", "mis")
_OTHER_VERB = (*_REVERSING, "от", "вы", "раз", "рас", "пере", "re", "de")  # a prefix that makes it another action
_CLAUSE = re.compile(r"[,;:.!?()—–]|\s-\s|\b(?:и|а|но|или|либо|and|but|or|so)\b", re.IGNORECASE)
_END = r"(?: чем)?\s+(?:\w+\s+){0,1}$"
_NO_MORE = re.compile(
    rf"(?:\bне (?:более|больше|позднее|позже|дольше|свыше)|\b(?:no|not) (?:more|later|longer) than){_END}",
    re.IGNORECASE,
)
_NO_LESS = re.compile(
    rf"(?:\bне (?:менее|меньше|ранее|раньше)|\b(?:no|not) (?:less|fewer|earlier|sooner) than){_END}", re.IGNORECASE
)
_BOUNDS = re.compile(  # before a figure they are told by `_bound`
    r"\b(?:до|после|от|выше|ниже|больше|меньше|более|менее|before|after|over|under|above|below|more|less)\s+(?=\d)",
    re.I,
)
_TURNS = re.compile(r"\b((?:turn|switch)\w*(?:\s+\w+){0,3}?)\s+(on|off)\b", re.IGNORECASE)
_UPPER = re.compile(
    rf"(?:\bдо|\bмаксимум|\bменее|\bменьше|\bраньше|\bниже|\bup to|\bat most|\bwithin|\bmaximum(?: of)?|"
    rf"\b(?:less|fewer) than|\bunder|\buntil|\bbefore|\bbelow){_END}",
    re.IGNORECASE,
)
_LOWER = re.compile(
    rf"(?:\bот|\bминимум|\bсвыше|\bболее|\bбольше|\bдольше|\bпозже|\bпосле|\bвыше|\bat least|\bfrom|"
    rf"\bminimum(?: of)?|\b(?:more|longer|later) than|\bover|\bafter|\babove){_END}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stance:
    """``denied``: the terms right behind a "not"; ``near``: all terms of the clauses that hold one."""

    said: frozenset[str]
    denied: frozenset[str]
    near: frozenset[str]


def turned(draft: str, source: str, *, draft_facts: tuple[Fact, ...], source_facts: tuple[Fact, ...]) -> str | None:
    """The words in which the draft contradicts the source; None where it does not, as far as can be told."""
    mine, its = stance_of(draft), stance_of(source)
    flipped = _flipped(mine, its) | _flipped(its, mine)
    if flipped:
        return min(flipped)
    return _opposite(draft, source) or _other_bound(draft, source, draft_facts, source_facts)


def kin(one: str, other: str) -> bool:
    """Whether two terms are forms of one word family: «оплатить» and «оплата», "export" and "exporting"."""
    return one == other or (
        (one.removesuffix("ся")[-4:] == other.removesuffix("ся")[-4:] or one[:4] == other[:4]) and _kin(one, other)
    )


@lru_cache(maxsize=50_000)
def _kin(one: str, other: str) -> bool:
    one, other = one.removesuffix("ся"), other.removesuffix("ся")
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 5 or not shorter.isalpha() or not longer.isalpha():
        return False
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(shorter))
    return same >= max(4, 0.6 * len(longer)) or _prefixed(longer, shorter)


def _prefixed(longer: str, shorter: str) -> bool:
    """«Заблокировать» and «блокировать»."""
    before = longer.removesuffix(shorter)
    return len(shorter) >= 6 and 0 < len(longer) - len(shorter) <= 3 and before != longer and before not in _OTHER_VERB


@lru_cache(maxsize=8192)
def stance_of(text: str) -> Stance:
    said: set[str] = set()
    denied: set[str] = set()
    near: set[str] = set()
    for clause, supposed in _clauses(text):
        terms = _terms(clause)
        said.update(terms)
        if not terms and any(_is_not(token) for token in clause):  # «Отменить счёт, который оплачен, нельзя»
            near.update(_terms(list(tokenize(text))))
        negations = [at for at, token in enumerate(clause) if _denies(clause, at, token)]
        if not negations:
            continue
        near.update(terms)
        if not supposed:
            denied.update(term for at in negations for term in _denied(clause, at))
    return Stance(frozenset(said), frozenset(denied), frozenset(near))


def _clauses(text: str) -> Iterator[tuple[list[Token], bool]]:
    position = 0
    cuts = [*(match.span() for match in _CLAUSE.finditer(text)), (len(text), len(text))]
    for start, end in cuts:
        tokens = [token for token in tokenize(text[position:start]) if token.kind is not TokenKind.PUNCT]
        if tokens:
            yield tokens, text.rstrip().endswith("?") or any(map(_supposes, tokens))
        position = end


def _supposes(token: Token) -> bool:
    return token.norm in _SUPPOSED or token.norm.startswith("котор")


def _denies(clause: list[Token], at: int, token: Token) -> bool:
    following = clause[at + 1].norm if at + 1 < len(clause) else ""
    return _is_not(token) and following not in _HARMLESS


def _is_not(token: Token) -> bool:
    return token.norm in NOT_WORDS or token.norm.startswith(_NOT_STEMS) or token.norm.endswith(CONTRACTED)


def _denied(clause: list[Token], at: int) -> tuple[str, ...]:
    """The next word that carries meaning: «не нужно платить» denies paying; at the end of a clause the one before."""
    for token in clause[at + 1 : at + 5]:
        terms = _terms([token])
        if terms:
            return terms[:1]
    before = [term for token in clause[:at] for term in _terms([token])]
    return tuple(before[-1:])


def _terms(tokens: list[Token]) -> tuple[str, ...]:
    words = " ".join(token.text for token in tokens if not _is_not(token))
    return tuple(term for term in search_terms(words) if term not in light_terms())


def _flipped(denying: Stance, other: Stance) -> set[str]:
    """What the one denies outright and the other says, in a clause without any "not"."""
    return {term for term in denying.denied if _near(term, other.said) and not _near(term, other.near)}


def _near(term: str, terms: Collection[str]) -> bool:
    return any(kin(term, one) for one in terms)


@cache
def _pairs() -> Mapping[str, frozenset[str]]:
    pairs: dict[str, set[str]] = {}
    for entry in OPPOSITES.split():
        one, others = entry.split(":")
        for other in others.split(","):
            left, right = _key(one), _key(other)
            pairs.setdefault(left, set()).add(right)
            pairs.setdefault(right, set()).add(left)
    return {word: frozenset(others) for word, others in pairs.items()}


@lru_cache(maxsize=8192)
def _key(word: str) -> str:
    """As `search_terms` folds it, verbs without «ся»; function words, which those leave out, as they are."""
    return next(iter(search_terms(word)), word).removesuffix("ся")


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    """With every reading of a form: «открыт» is of «открыть» and of «открытый»."""
    text = _TURNS.sub(lambda found: f"{found[1]} turned{found[2].lower()}", _BOUNDS.sub(" ", text))
    words = [token.norm for token in tokenize(text) if token.kind is TokenKind.WORD]
    read = (lemma.removesuffix("ся") for word in words if not word.isascii() for lemma in lemmas(word))
    return frozenset((*map(_key, words), *read))


def _opposite(draft: str, source: str) -> str | None:
    """A word for which the source has its opposite, where neither has both and both or none deny it."""
    mine, its = _words(draft), _words(source)
    for word in sorted(mine - its):
        for other in sorted(_pairs().get(word, frozenset()) & its - mine):
            if (word in stance_of(draft).near) == (other in stance_of(source).near):
                return word
    said, told = _norms(draft), _norms(source)
    return next((word for word in sorted(said - told) if any(_reversed(word, one) for one in told - said)), None)


@lru_cache(maxsize=8192)
def _norms(text: str) -> frozenset[str]:
    return frozenset(token.norm for token in tokenize(text) if token.kind is TokenKind.WORD)


def _reversed(one: str, other: str) -> bool:
    """ "Used" and "unused"."""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    bare = [longer.removeprefix(prefix).removeprefix("-") for prefix in _REVERSING if longer.startswith(prefix)]
    return len(shorter) > 3 and any(word == shorter or (len(word) > 4 and kin(word, shorter)) for word in bare)


def _other_bound(draft: str, source: str, mine: tuple[Fact, ...], its: tuple[Fact, ...]) -> str | None:
    """ "At least 5" for "up to 5": the same value as the other end."""
    for fact in mine:
        bounds = {_bound(source, other) for other in its if supports(other, fact)}
        bound = _bound(draft, fact)
        if bound and bounds == {-bound}:
            return fact.text
    return None


def _bound(text: str, fact: Fact) -> int:
    before = text[max(0, fact.span.start - 30) : fact.span.start]
    if _NO_MORE.search(before):
        return 1
    if _NO_LESS.search(before):
        return -1
    return 1 if _UPPER.search(before) else -1 if _LOWER.search(before) else 0
