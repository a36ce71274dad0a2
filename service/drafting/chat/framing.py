"""Judged parts -> the whole letter: greeting, body, what is still open, a question, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.domain import Draft, Outcome, Stage
from service.drafting.answering import Room
from service.drafting.chat.bench import Bench
from service.drafting.chat.written import Judged, Standing, paragraphs_of
from service.drafting.composer import framed
from service.drafting.letter import Paragraph, say, write
from service.drafting.voice import Voice, voice_of

_STEPS = re.compile(r"^\s*1[.)]\s", re.MULTILINE)
_PLAIN, _BARE = Room(0, frills=False), Room(0, frills=False, signature=False)


def letter_of(judged: Sequence[Judged], bench: Bench, *, rest: bool) -> Draft:
    """With all that belongs to a letter, or as much of it as ``max_length`` leaves room for.

    ``rest``: something is left open, and the reply says who answers it.
    """
    brief = bench.brief
    voice = voice_of(brief.ticket, brief.understanding, now=brief.now)
    body = paragraphs_of(judged)
    draft = Draft("", "")
    ending = _ending(judged, voice, bench, rest=rest)
    for room, last in ((Room(0), ending), (_PLAIN, ending), (_BARE, ending), (_BARE, [])):
        draft = replace(write(framed(voice, [*body, *last], room=room)), approach=bench.approach)
        if brief.ticket.max_length is None or len(draft.text) <= brief.ticket.max_length:
            break
    return draft


def _ending(judged: Sequence[Judged], voice: Voice, bench: Bench, *, rest: bool) -> list[Paragraph]:
    """What is open and who answers it; the question that a reply ends with, where it asks none yet."""
    promised = any(line.standing is Standing.PROMISED for part in judged for line in part.lines)
    waits = bench.brief.outcome is Outcome.ABSTAIN
    slot = "holding_action" if waits else "holding_part"
    open_still = [say(voice.say_who_when(slot))] if (rest or waits) and not (promised or voice.public) else []
    asks = any(line.place.of(part.text).endswith("?") for part in judged for line in part.lines)
    return [*open_still, *([] if asks or bench.asks else [say(_question(judged, voice, bench))])]


def _question(judged: Sequence[Judged], voice: Voice, bench: Bench) -> str:
    stage, asked = bench.brief.understanding.stage, bench.brief.understanding.questions
    if bench.brief.outcome is Outcome.ABSTAIN:
        return voice.say("holding_open")
    if stage in {Stage.REFUSAL, Stage.OBJECTION}:
        return voice.say(f"{stage.value}_question")
    if voice.public:
        return voice.say("social_private")
    if len(asked) > 1:
        return voice.say("control_many")
    return voice.say("control_steps" if any(_STEPS.search(part.text) for part in judged) else "control_info")
