"""A draft that grows -> events: its checked beginning is told, and taken back where it changes."""

from __future__ import annotations

from kb_index.text.sentences import sentences
from service.call import Call, Drafted, Found, Withdrawn
from service.domain import CheckedDraft, Severity
from service.drafting.answering import Room
from service.drafting.asking.growing import Growing
from service.drafting.asking.parts import WrittenPart
from service.drafting.chat.attempt import refuse_endless, refuse_unfit
from service.drafting.chat.bare import bare
from service.drafting.chat.bench import Bench
from service.drafting.chat.written import judge, paragraphs_of
from service.drafting.composer import framed
from service.drafting.letter import write
from service.drafting.reviewed import check_context
from service.drafting.voice import voice_of
from service.errors import DegradedReason

_PARAGRAPH = "\n\n"
_UNSURE = 3  # sentences at the end of a growing text that are split anew
_PREVIEWED = 20  # sentences: each costs a check of all before it, and few replies have more


class Telling:
    """What a listener has been told of one draft: since the last Withdrawn, always the beginning of it."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._told = ""

    @property
    def wanted(self) -> bool:
        return self._call.streamed

    def offer(self, text: str) -> None:
        """Tells what is new of a text that begins as the one told before; any other is kept back."""
        if self.wanted and text.startswith(self._told) and text != self._told:
            self._call.tell(Drafted(text[len(self._told) :]))
            self._told = text

    def withdraw(self, reason: str) -> None:
        if self._told:
            self._call.tell(Withdrawn(reason))
        self._told = ""

    def settle(self, checked: CheckedDraft) -> None:
        """Tells the rest of the draft by paragraphs, and its findings; what was told otherwise is withdrawn."""
        if not self.wanted:
            return
        text = checked.draft.text
        if not text.startswith(self._told):
            self.withdraw(_changed_by(checked))
        end = len(self._told)
        while end < len(text):
            after = text.find(_PARAGRAPH, end + 1)
            end = len(text) if after < 0 else after + len(_PARAGRAPH)
            self.offer(text[:end])
        for finding in checked.report.findings:
            self._call.tell(Found(finding))


def _changed_by(checked: CheckedDraft) -> str:
    """The rule whose repair changed the text; else the check of facts, for which sentences were left out."""
    return next((one.rule_id for one in checked.report.repairs), DegradedReason.UNGROUNDED)


class Whole:
    """How many sentences of a growing text are complete, the last one never being one, and where these end.

    Its beginning is not split again with every stretch. What follows can still join the last two sentences; the one
    before them stands, and is split along for its end.
    """

    def __init__(self) -> None:
        self._from = 0  # where the last three begin
        self._before = 0  # sentences before them

    def of(self, text: str) -> tuple[int, int]:
        """``text`` begins with the one asked about before. Returns their number and the end of the last of them."""
        last = [span.shifted(self._from) for span in sentences(text[self._from :])]
        if len(last) > _UNSURE:
            self._before += len(last) - _UNSURE
            self._from = last[-_UNSURE].start
        number = self._before + min(len(last), _UNSURE) - 1
        return max(0, number), last[-2].end if len(last) > 1 else 0


class Preview:
    """Reads the answer while it comes in, and offers its complete sentences but the last once they are checked."""

    def __init__(self, bench: Bench, telling: Telling) -> None:
        self._bench, self._telling = bench, telling
        self._growing = Growing()
        self._whole = Whole()
        self._text = ""
        self._sentences = -1
        self._muted = False

    def heard(self, stretch: str) -> None:
        """Raises ChatFailed as soon as the answer is unfit: the rest is not worth waiting for."""
        self._text += self._growing.feed(stretch)
        refuse_endless(self._text)
        self._muted = self._muted or self._sentences >= _PREVIEWED
        if self._muted:
            return
        number, end = self._whole.of(self._text)
        if number == self._sentences:
            return
        self._sentences = number
        refuse_unfit(self._text, self._bench.request)
        self._offer(self._text[:end])

    def _offer(self, text: str) -> None:
        """A sentence that is not backed, or breaks an error rule, ends the preview: the whole is judged later."""
        bench = self._bench
        brief = bench.brief
        parts = bare([WrittenPart(bench.mask.restore(text))] if text else [], brief.ticket)
        judged = [judge(part, bench.grounds) for part in parts]
        voice = voice_of(brief.ticket, brief.understanding, now=brief.now)
        draft = write(framed(voice, paragraphs_of(judged), room=Room(0, signature=False)))
        self._muted = any(part.doubted or bench.mask.leftovers(part.text) for part in judged)
        if draft.text and not self._muted:
            review = bench.checker.review(draft.text, check_context(brief, draft, fragment=True))
            untraced = review.grounding is not None and bool(review.grounding.unsupported_claims)
            self._muted = untraced or any(one.rule.severity is Severity.ERROR for one in review.report.findings)
        if not self._muted:
            self._telling.offer(draft.text)
