"""A text -> passwords and codes that people name in words: «пароль такой: котик», "my pass is hunter"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb_index.text.lemmas import known
from service.masking.cues import CueWords
from service.masking.hit import Hit
from service.masking.kinds import Label

_CUES = CueWords(
    {
        Label.SECRET: r"парол[ьяею]\w{0,2} пасс?ворд\w? кодов\w{2}_слов\w пин пин_код\w? пинкод\w?"
        r" секретн\w{2}_(?:слов\w|ключ\w?|вопрос\w?) ключ\w? ключ\w?_(?:доступа|api) токен\w? api_ключ\w? password"
        r" passcode"
        r" passphrase pwd pass pin pin_code secret secret_(?:key|word|answer) (?:access|api|auth)_(?:key|token) token"
        r" otp cvv2?"
        r" cvc2? свв код\w?_(?:из|подтвержд\w+|доступа|с[мc]с) смс_код\w? sms_code one_time_code verification_code",
    }
)
_NAMED = re.compile(
    r"(?: (?:от|для|к|на|в|for|to|of|my|the|из|по) [^\s:=]{1,30}){0,3}"
    r"(?: ?[:=] ?| ?[—–\-] | (?:is|was|это|такой|был|стоит|вот)[: ]{1,2})[\"'«“`]?(?P<v>[^\s\"'«»“”`,;<>|\[\]]{3,64})"
    r"|(?: от [^\s:=]{1,30}){0,2} (?P<w>\d{4,8})(?!\d|[.,:/\-]\d| ?(?:симв|цифр|знак|digit|char|мин|сек|час|min"
    r"|sec|руб|дн|раз))"
)
_PLACEHOLDER = re.compile(r"[*•x×хX.…_\-?#]+|[<{\[(%$].*|https?:.*", re.IGNORECASE)
_STATE_WORDS = (
    "wrong incorrect invalid expired required missing needed sent reset changed correct right valid not none null empty"
    " forgotten lost strong weak too always never still also already the that what where unknown stored hidden set"
    " different same here mine ours easy hard case short long from for"
)
_STATES = frozenset(_STATE_WORDS.split())
_CYRILLIC = re.compile("[а-яё]+", re.IGNORECASE)


def hushed(text: str) -> Iterator[Hit]:
    """``text`` normalised. What says something about the secret («пароль: неверный») is none."""
    for _, end in _CUES.find(text):
        match = _NAMED.match(text, end)
        group = match.lastgroup if match else None
        value = match[group].rstrip(".,!?:;)") if match and group else ""
        if match and len(value) >= 3 and not _says_something(value):
            start = match.start(group or 0)
            yield Hit(start, start + len(value), Label.SECRET, value, value)


def _says_something(value: str) -> bool:
    if _PLACEHOLDER.fullmatch(value) or value.casefold() in _STATES:
        return True
    return _CYRILLIC.fullmatch(value) is not None and bool(known((value.casefold(),)))
