"""A run, rubrics and a language model -> judgements, appended to the run's folder as they come."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

from eval.errors import EvalError
from eval.judging.asking import Asked, Limits, judge_request
from eval.judging.judgement import Judgement, Preferred, append_judgements, load_judgements
from eval.judging.reading import Verdict, verdicts
from eval.judging.rubric import Rubric
from eval.observed import Observed
from eval.runs.record import JUDGEMENTS, Run
from service.call import Call
from service.domain import Ticket, TokenUsage
from service.drafting.asking.exchange import Tally
from service.errors import ChatFailed, DegradedReason, OtvetError
from service.ports import ChatModel

FAILURES = 5  # calls in a row without an answer: the model is not there, and asking on would only fill the file
SAME = "The two drafts are the same text; nobody was asked."
_THIS, _OTHER = "this", "other"


class JudgeStopped(EvalError):
    """The model gave no answer several times in a row; what was judged is kept."""


@dataclass(frozen=True, slots=True)
class Judging:
    """``opened(repeat)``: the model for that repeat. ``ticket_of``: raises ValueError or OtvetError."""

    rubrics: tuple[Rubric, ...]
    limits: Limits
    ticket_of: Callable[[Mapping[str, Any]], Ticket]
    opened: Callable[[int], AbstractContextManager[ChatModel]]
    repeats: int = 3
    parallel: int = 4
    seed: int = 0
    progress: Callable[[int, int], None] = lambda done, total: None


@dataclass(slots=True)
class Spent:
    """``asked``: calls of the model in this session; ``kept``: verdicts that were there before."""

    asked: int = 0
    kept: int = 0
    tally: Tally = field(default_factory=Tally)
    failed: int = 0  # in a row, up to now

    def add(self, usage: TokenUsage | None, failure: str | None) -> None:
        """Of one case; without both, nobody was asked, and it says nothing of the model. Raises JudgeStopped."""
        if usage is None and failure is None:
            return
        self.failed = self.failed + 1 if failure else 0
        if usage is not None:
            self.asked += 1
            self.tally.add(usage)
        if self.failed >= FAILURES:
            raise JudgeStopped(
                f"the model gave no answer {FAILURES} times in a row ({failure}); "
                "mend that and start the command again: what was judged is kept"
            )


@dataclass(frozen=True, slots=True)
class _Task:
    """One call: all criteria of a rubric on one case. ``shown``: in the order in which the judge sees them."""

    rubric: Rubric
    shown: tuple[Observed, ...]
    order: str | None
    blank: Judgement  # what its rows have in common

    def rows(self, found: Mapping[str, Verdict]) -> tuple[Judgement, ...]:
        return tuple(_row(self.blank, name, one, self.order) for name, one in found.items())

    def alike(self, verdict: Verdict) -> tuple[Judgement, ...]:
        return self.rows({one.id: verdict for one in self.rubric.criteria})


@dataclass(frozen=True, slots=True)
class _Answered:
    """``failure``: why the model gave no answer at all; ``usage``: of the call, where there was one."""

    rows: tuple[Judgement, ...]
    usage: TokenUsage | None = None
    failure: str | None = None


def judge_run(run: Run, judging: Judging, *, against: Run | None = None) -> Spent:
    """Judges what is not judged yet; verdicts with an error are asked for anew.

    With ``against`` the two drafts of each case are compared, their order drawn per case and turned with each repeat.
    Raises JudgeStopped, RunInvalid.
    """
    path = run.folder / JUDGEMENTS
    done = {one.place for one in load_judgements(path) if one.error is None}
    pairs = _pairs(run, against)
    finished, total = 0, len(pairs) * len(judging.rubrics) * judging.repeats
    spent = Spent(kept=len(done))
    for repeat in range(1, judging.repeats + 1):
        with judging.opened(repeat) as chat:
            tasks = [_task(rubric, pair, judging, repeat, chat.name) for rubric in judging.rubrics for pair in pairs]
            unjudged = [one for one in tasks if any(row.place not in done for row in one.alike(Verdict()))]
            finished += len(tasks) - len(unjudged)
            for one in _answered(unjudged, judging, chat):
                append_judgements(path, [row for row in one.rows if row.place not in done])
                finished += 1
                judging.progress(finished, total)
                spent.add(one.usage, one.failure)
    return spent


def _pairs(run: Run, against: Run | None) -> list[tuple[Observed, Observed | None, str | None]]:
    """Each finished case, and with another run what that gave and how its folder is called."""
    if against is None:
        return [(seen, None, None) for seen in run.observed]
    name, others = against.folder.resolve().name, against.by_case
    return [(seen, others[seen.case.id], name) for seen in run.observed if seen.case.id in others]


def _task(
    rubric: Rubric, pair: tuple[Observed, Observed | None, str | None], judging: Judging, repeat: int, model: str
) -> _Task:
    seen, other, name = pair
    blank = Judgement(seen.case.id, rubric.version, "", repeat, model, against=name)
    if other is None:
        return _Task(rubric, (seen,), None, blank)
    if random.Random(f"{judging.seed} {seen.case.id}").randrange(2) == repeat % 2:
        return _Task(rubric, (seen, other), _THIS, blank)
    return _Task(rubric, (other, seen), _OTHER, blank)


def _answered(tasks: Sequence[_Task], judging: Judging, chat: ChatModel) -> Iterator[_Answered]:
    """In the order in which answers come."""
    with ThreadPoolExecutor(judging.parallel, thread_name_prefix="judge") as pool:
        asked = [pool.submit(_one, task, judging, chat) for task in tasks]
        try:
            for future in as_completed(asked):
                yield future.result()
        finally:  # nobody wants the rest any more
            pool.shutdown(wait=False, cancel_futures=True)


def _one(task: _Task, judging: Judging, chat: ChatModel) -> _Answered:
    if any(one.answer is None for one in task.shown):
        return _Answered(task.alike(Verdict(error="the service gave no answer to this case")))
    if task.order and task.shown[0].first_text == task.shown[1].first_text:
        return _Answered(task.alike(Verdict(side="tie", reason=SAME)))
    try:
        asked = _request(task, judging)
    except (ValueError, OtvetError) as exc:
        told = " ".join(str(exc).split())[:300]
        return _Answered(task.alike(Verdict(error=f"the request of the case cannot be read: {told}")))
    try:
        answer = chat.complete(asked.request, call=Call())
    except ChatFailed as exc:
        failure = None if exc.reason is DegradedReason.BAD_ANSWER else str(exc)
        return _Answered(task.alike(Verdict(error=f"{exc.reason}: {exc}")), failure=failure)
    scale = None if task.order else (task.rubric.low, task.rubric.high)
    found = verdicts(answer.text, [one.id for one in task.rubric.criteria], scale=scale)
    named = {name: replace(one, reason=asked.mask.restore(one.reason)) for name, one in found.items()}
    return _Answered(task.rows(named), usage=answer.usage)


def _request(task: _Task, judging: Judging) -> Asked:
    """The criteria in another order each time: none is always judged first."""
    criteria = list(task.rubric.criteria)
    random.Random(f"{judging.seed} {task.blank.case_id} {task.blank.repeat}").shuffle(criteria)
    ticket = judging.ticket_of(task.shown[0].case.request)
    return judge_request(task.rubric, criteria, ticket, task.shown, judging.limits)


def _row(blank: Judgement, criterion: str, verdict: Verdict, order: str | None) -> Judgement:
    return replace(
        blank,
        criterion=criterion,
        score=verdict.score,
        preferred=_preferred(verdict.side, order) if order else None,
        order=order,
        reason=verdict.reason,
        error=verdict.error,
    )


def _preferred(side: str | None, order: str) -> Preferred | None:
    """``first`` or ``second`` as shown -> whose draft that was."""
    if side in (None, "tie"):
        return None if side is None else Preferred.TIE
    return Preferred.THIS if (side == "first") == (order == _THIS) else Preferred.OTHER
