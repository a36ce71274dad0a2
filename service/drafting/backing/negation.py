"""A sentence -> whether it denies something."""

from __future__ import annotations

import re

# Words by which a clause denies; `turned` asks which word they deny.
_PLAIN = "не ни нет нельзя невозможно без никогда not no never cannot without nor unable"
NOT_WORDS = frozenset(_PLAIN.split())
CONTRACTED = ("n't", "n’t")
_NOT = re.compile(
    rf"\b(?:{'|'.join(sorted(NOT_WORDS))}|нету|невозможн\w*|недоступн\w*|никто|ничего|никак\w*|отсутству\w+|none|nothing|"
    r"nobody|impossible|unavailable|neither|\w+n['’]t)\b",
    re.IGNORECASE,
)
# «Не более», "not only", «не забудьте», "no problem": a "not" that denies nothing that is said.
_HARMLESS = re.compile(
    r"\bне (?:более|больше|менее|меньше|позднее|позже|раньше|ранее|только|просто|забудь\w*|забыва\w+|стесня\w+|"
    r"сомнева\w+|волну\w+|беспоко\w+|пережива\w+|за что|могли бы|подскаж\w+|против)\b|\bтем не менее\b|\bне раз\b|"
    r"\bкак нельзя (?:лучше|кстати)\b|"
    r"\bбез (?:проблем|труда|сомнени\w+)\b|"
    r"\b(?:not|no) (?:only|just|more than|less than|later than|earlier than|longer than|problem|worries|doubt)\b|"
    r"\b(?:do not|don['’]t|please don['’]t) (?:forget|hesitate|worry)\b|\bnonetheless\b|\bno\.\s?\d",
    re.IGNORECASE,
)

_CANNOT = re.compile(r"\b(?:невозможн|недоступн)\w+", re.IGNORECASE)


def negated(sentence: str) -> bool:
    """A question «не могли бы вы…» denies nothing; neither does a polite turn."""
    return bool(_NOT.search(_HARMLESS.sub(" ", sentence)))


def flat(sentence: str) -> str:
    """Every way to say that something cannot be as one word, so that they can be compared."""
    return _CANNOT.sub("нельзя", sentence)
