"""Conversation -> what the customer writes now, and what came before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb_index.text.lemmas import parses, search_terms
from service.domain import Conversation, Message, Role
from service.errors import NoCustomerMessage
from service.understanding.cues import Cue, find_cues
from service.understanding.letters import own_words, without_greeting, without_padding

_INSTEAD = (
    re.compile(r"\bне\s+(?P<old>[^,.!?\n]{1,60}?),?\s+а\s+(?P<new>[^,.!?\n]{1,60})", re.IGNORECASE),
    re.compile(r"\bnot\s+(?P<old>[^,.!?\n]{1,60}?),?\s+but\s+(?P<new>[^,.!?\n]{1,60})", re.IGNORECASE),
    re.compile(
        r"(?:\bi\s+mea\w+|\bsorry,?|^)\s*(?P<new>[^,.!?\n]{1,60}?),\s+not\s+(?P<old>[^,.!?\n]{1,60})", re.IGNORECASE
    ),
    re.compile(r"^\W*(?P<new>[^,.!?\n]{1,60}?),\s+а\s+не\s+(?P<old>[^,.!?\n]{1,60})", re.IGNORECASE),
)
_WITHDRAWN = re.compile(r"(?:(?:ой|упс|oops|sorry)[\s,.!]*)?(?:не|not)\s+(?P<old>[\w\-]+)[.!]?", re.IGNORECASE)
_SHORT = 140  # a correction longer than this is a message of its own


@dataclass(frozen=True, slots=True)
class Thread:
    """Texts are the customer's own words, cleaned; a burst is a run of messages with no answer between."""

    burst: str
    burst_messages: tuple[Message, ...]
    previous_burst: str  # "" where there is none
    asked_by_agent: str  # the last question of our side right before the burst, or ""
    answered: bool  # a person of our side has written before
    closed: bool  # the case before the burst was confirmed by the customer


def read_thread(conversation: Conversation, *, signers: frozenset[str] = frozenset()) -> Thread:
    """Segments the thread. ``signers``: folded words of the customer's name and company.

    Raises NoCustomerMessage where the customer never wrote.
    """
    runs = _runs(conversation.messages)
    last = next((i for i in range(len(runs) - 1, -1, -1) if runs[i][0].role is Role.END_USER), None)
    if last is None:
        raise NoCustomerMessage("The thread holds no message of the end user; add one with role end_user.")
    before = runs[:last]
    earlier = [join_burst(run, signers=signers) for run in before if run[0].role is Role.END_USER]
    ours = before[-1][-1].text if before and before[-1][0].role is not Role.END_USER else ""
    return Thread(
        burst=join_burst(runs[last], signers=signers),
        burst_messages=runs[last],
        previous_burst=next((text for text in reversed(earlier) if search_terms(text[:400])), ""),
        asked_by_agent=_last_question(ours),
        answered=any(run[0].role is Role.HUMAN_AGENT for run in before),
        closed=bool(earlier) and _confirms(earlier[-1]),
    )


def _runs(messages: tuple[Message, ...]) -> list[tuple[Message, ...]]:
    """Consecutive messages of one side; an automatic receipt does not break a burst."""
    runs: list[list[Message]] = []
    for message in messages:
        if message.role is Role.AUTOMATED_AGENT and _is_receipt(message.text) and runs:
            continue
        if runs and (runs[-1][0].role is Role.END_USER) == (message.role is Role.END_USER):
            runs[-1].append(message)
        else:
            runs.append([message])
    return [tuple(run) for run in runs]


def _is_receipt(text: str) -> bool:
    return len(text) <= 600 and any(hit.cue is Cue.AUTO_REPLY for hit in find_cues(text))


def _confirms(text: str) -> bool:
    cues = {hit.cue for hit in find_cues(text[:600])}
    return bool(cues & {Cue.SOLVED, Cue.DONE}) and Cue.TROUBLE not in cues


def _last_question(text: str) -> str:
    questions = [line for line in re.split(r"(?<=[.!?])\s+|\n", own_words(text)[-1500:]) if line.endswith("?")]
    return questions[-1] if questions else ""


def join_burst(messages: tuple[Message, ...], *, signers: frozenset[str] = frozenset()) -> str:
    """The messages as one text; a repetition is dropped, a later correction wins."""
    parts: list[str] = []
    withdrawn = ""  # «ой, не команда»: the right word comes in the next message
    for message in messages:
        text = without_greeting(own_words(message.text, signers=signers))
        if not text.strip():
            continue
        if text in parts:
            continue
        if withdrawn and len(text.split()) <= 3:
            text = f"не {withdrawn}, а {text}"
        withdrawn = _withdrawn(text, parts)
        if withdrawn:
            continue
        parts = _revised(parts, text) if parts else [text]
    return _joined(parts)


def _withdrawn(text: str, parts: list[str]) -> str:
    """The word that a message takes back: «ой, не команда» after a question about it, and no «не работает»."""
    match = _WITHDRAWN.fullmatch(text.strip())
    if match is None or parses(match["old"])[0].pos in {"VERB", "INFN", "PRED"}:
        return ""
    written = set(search_terms(" ".join(parts)))
    return match["old"] if set(search_terms(match["old"])) & written else ""


def _joined(parts: list[str]) -> str:
    """One sentence sent in pieces («не приходит код» «на телефон») becomes one sentence again."""
    text = ""
    for part in parts:
        last = text.rsplit("\n", 1)[-1]
        open_end = bool(last) and last[-1] not in ".!?…:;)" and bool(search_terms(without_padding(last)))
        goes_on = open_end and part[:1].islower() and len(part) <= _SHORT
        text += (" " if goes_on else "\n" if text else "") + part
    return text


def _revised(parts: list[str], text: str) -> list[str]:
    cues = {hit.cue for hit in find_cues(text[:_SHORT])}
    if len(text) <= _SHORT * 3 and Cue.RETRACTION in cues:
        return _after_retraction(parts, text)
    if len(text) > _SHORT:
        return [*parts, text]
    for shape in _INSTEAD:
        match = shape.search(text)
        if match and (corrected := _replaced(parts, match["old"].strip(), match["new"].strip())):
            return corrected
    if text.startswith("*") and len(text.split()) <= 4:
        return _starred(parts, text.strip("* "))
    return [*parts, text]


def _after_retraction(parts: list[str], text: str) -> list[str]:
    """What a message still asks after taking the earlier question back."""
    rest = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n|,\s+", text)]
    kept = [part for part in rest if part and not any(hit.cue is Cue.RETRACTION for hit in find_cues(part))]
    left = " ".join(kept)
    if not search_terms(left):
        return [text]
    leans = any(hit.cue is Cue.ANAPHOR for hit in find_cues(left)) and len(search_terms(left)) <= 3
    return [*parts, left] if leans else [left]


def _replaced(parts: list[str], old: str, new: str) -> list[str] | None:
    """«не в Excel, а в PDF»: the old words where they stood, the new ones instead. None: they stood nowhere."""
    old_terms = set(search_terms(old))
    for index in range(len(parts) - 1, -1, -1):
        words = list(re.finditer(r"[\w\-]+", parts[index]))
        hits = [word for word in words if old_terms & set(search_terms(word.group()))]
        if not hits:
            continue
        new_core = re.sub(r"^(?:в|на|из|с|со|к|по|для|in|on|to|for|from|the|a)\s+", "", new, flags=re.IGNORECASE)
        changed = parts[index][: hits[0].start()] + new_core + parts[index][hits[-1].end() :]
        return [*parts[:index], changed, *parts[index + 1 :]]
    return None


def _starred(parts: list[str], word: str) -> list[str]:
    """«*на годовом»: a corrected spelling of the word most like it."""
    target = word.lower()
    words = list(re.finditer(r"[\w\-]+", parts[-1]))
    alike = [w for w in words if len(target) >= 4 and w.group().lower()[:3] == target[:3]]
    if not alike:
        return [*parts, word]
    spot = alike[-1]
    return [*parts[:-1], parts[-1][: spot.start()] + word + parts[-1][spot.end() :]]
