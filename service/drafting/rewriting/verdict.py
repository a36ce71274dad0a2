"""A rewriting on its way -> whether it may stand: the contract, the language, the length and the tone's rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb_index.records import Span
from kb_index.text import language
from service.domain import CheckContext, Commitment, Finding, Report, Review, Severity
from service.drafting.rewriting.operation import Operation
from service.drafting.rewriting.unchanged import Change, Comparison, Violation, compare
from service.errors import ChatFailed, DegradedReason
from service.ports import Checker

_LONGEST = 20_000  # characters of a text that the checker takes
_GRAMMAR = frozenset({"misspelling", "spelling", "soft-sign", "doubled", "signs", "hidden"})  # kinds of rules


@dataclass(frozen=True, slots=True)
class RewriteAsk:
    """``context.language_code`` is the language of ``text``. ``max_length`` in characters of the whole new text.

    ``selection``: only that stretch is rewritten, the rest stays as it is.
    """

    text: str
    operation: Operation
    context: CheckContext
    target_language: str
    selection: Span | None = None
    max_length: int | None = None
    standard: str | None = None


class Unfit(ChatFailed):
    """A rewriting that may not stand. ``complaints``: why, in words for its writer."""

    def __init__(self, reason: DegradedReason, complaints: Sequence[str], violations: Sequence[Violation] = ()) -> None:
        super().__init__(reason, "the rewriting breaks its contract")
        self.complaints = tuple(complaints)
        self.violations = tuple(violations)


@dataclass(frozen=True, slots=True)
class Accepted:
    """``text`` is the whole; ``span`` the stretch in it that was rewritten."""

    text: str
    span: Span
    review: Review
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Judge:
    """Of one request. ``old`` is the stretch to rewrite, without the white space around it."""

    ask: RewriteAsk
    checker: Checker
    before: str
    old: str
    after: str

    @property
    def room(self) -> int | None:
        """Characters that the new stretch may have."""
        most = self.ask.max_length
        return None if most is None else max(1, most - len(self.before) - len(self.after))

    @property
    def context(self) -> CheckContext:
        return replace(self.ask.context, language_code=self.ask.target_language)

    def promises(self, text: str) -> tuple[str, ...]:
        return tuple(one.what for one in self._commitments(text))

    def promised(self, text: str) -> tuple[Span, ...]:
        """Where the text promises something."""
        return tuple(one.span for one in self._commitments(text))

    def _commitments(self, text: str) -> tuple[Commitment, ...]:
        translated = self._translates and text != self.old
        return self.checker.review(text, self.context if translated else self.ask.context).commitments

    @property
    def _translates(self) -> bool:
        return self.ask.operation is Operation.TRANSLATE

    def compared(self, new: str) -> Comparison:
        return compare(
            self.old,
            new,
            promises=self.promises,
            translated=self._translates,
            may_lose=self.ask.operation is Operation.SHORTEN,
        )

    def accepted(self, new: str) -> Accepted:
        """Raises Unfit: what a model wrote is taken only where nothing speaks against it."""
        self._require_form(new)
        new = self._polished(new)
        comparison = self.compared(new)
        if comparison.violations:
            said = [_said(one, self.ask.target_language) for one in comparison.violations]
            raise Unfit(DegradedReason.UNGROUNDED, said, comparison.violations)
        taken = self.taken(new, comparison)
        if worse := self._new_errors(taken.review.report):
            raise Unfit(DegradedReason.BREAKS_RULES, [f"{one.message} «{one.match}»" for one in worse])
        return taken

    def taken(self, new: str, comparison: Comparison | None = None) -> Accepted:
        """What was made without a model is safe by its making, and compared for the record."""
        text = self.before + new + self.after
        place = Span(len(self.before), len(self.before) + len(new))
        context = self.ask.context if new == self.old else self.context
        return Accepted(text, place, self.checker.review(text, context), comparison or self.compared(new))

    def mended(self, text: str) -> str:
        """A stretch with the repairs of the standard, where these keep the contract."""
        context = replace(self.ask.context, fragment=True)
        report = self.checker.review(text, context).report
        if self.ask.operation is Operation.FIX_GRAMMAR:
            made = _applied(text, [one for one in report.findings if one.rule.kind in _GRAMMAR])
        else:
            made = self.checker.mend(text, report, context)[0]
        return text if self.compared(made).violations else made

    def _polished(self, new: str) -> str:
        """What a model left undone of what rules can do."""
        return self.mended(new) if self.ask.operation in (Operation.FIX_GRAMMAR, Operation.TO_STANDARD) else new

    def _require_form(self, new: str) -> None:
        words = _WORDS[self.ask.target_language]
        if language.detect(new, default=self.ask.target_language) != self.ask.target_language:
            raise Unfit(DegradedReason.WRONG_LANGUAGE, [words["language"]])
        most = min(self.room or _LONGEST, _LONGEST - len(self.before) - len(self.after))
        if len(new) > most:
            raise Unfit(DegradedReason.BAD_ANSWER, [words["length"].format(most=most, is_=len(new))])

    def _new_errors(self, report: Report) -> list[Finding]:
        """Errors of rules that the original broke less often."""
        old = self.checker.review(self.ask.text, self.ask.context).report
        allowed = Counter(one.rule.rule_id for one in _errors(old))
        found = []
        for one in _errors(report):
            allowed[one.rule.rule_id] -= 1
            if allowed[one.rule.rule_id] < 0:
                found.append(one)
        return found


def judge_of(ask: RewriteAsk, checker: Checker) -> Judge:
    """White space around the stretch stays where it is."""
    span = ask.selection or Span(0, len(ask.text))
    stretch = span.of(ask.text)
    start = span.start + len(stretch) - len(stretch.lstrip())
    end = max(start, span.end - len(stretch) + len(stretch.rstrip()))
    return Judge(ask, checker, ask.text[:start], ask.text[start:end], ask.text[end:])


def _applied(text: str, findings: Sequence[Finding]) -> str:
    """Replacements that are safe or the only ones offered, each taken where it touches none before it."""
    pieces, position = [], 0
    for one in sorted(findings, key=lambda each: each.span):
        safe = [each for each in one.replacements if each.apply == "auto" or len(one.replacements) == 1]
        offer = safe[0] if safe else None
        if offer is not None and one.span.start >= position:
            pieces += [text[position : one.span.start], offer.text]
            position = one.span.end
    return "".join([*pieces, text[position:]])


def _errors(report: Report) -> list[Finding]:
    return [one for one in report.findings if one.rule.severity is Severity.ERROR]


def _said(violation: Violation, language_code: str) -> str:
    return _WORDS[language_code][violation.change].format(text=violation.element.text)


_WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        Change.ADDED: "Этого в исходном тексте нет, убери: «{text}».",
        Change.LOST: "Это пропало, верни: «{text}».",
        Change.TURNED: "Здесь смысл стал обратным, верни прежний: «{text}».",
        "language": "Текст должен быть на русском языке.",
        "length": "Текст слишком длинный: {is_} знаков, а можно не больше {most}.",
    },
    "en": {
        Change.ADDED: "The original does not say this, remove it: “{text}”.",
        Change.LOST: "This is missing, put it back: “{text}”.",
        Change.TURNED: "This now means the opposite, restore its meaning: “{text}”.",
        "language": "The text must be in English.",
        "length": "The text is too long: {is_} characters, at most {most} are allowed.",
    },
}
