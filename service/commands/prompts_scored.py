"""Evaluation cases -> their prompts as lines of a file; a file of answers to them -> how good the drafts are."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.endpoint import Endpoint, in_process
from eval.report import Row, RunReport
from eval.run import load, observe, row_of
from eval.runs.recorded import AnswersChat, AnswersInvalid, answer_lines, answer_of
from service.commands.harness import failures
from service.commands.prompts_asked import listening, prompt_json
from service.domain import ChatAnswer, Mode
from service.settings import Settings

USED = "answers used"
_NO_ANSWER = "no answer in the file"
_NOT_ASKED = "no model asked"


@dataclass(frozen=True, slots=True)
class Scored:
    """``fates``: case id -> what became of the answer: USED, why the composer wrote instead, or that there was none."""

    report: RunReport
    fates: Mapping[str, str]

    def counts(self) -> dict[str, int]:
        return dict(Counter(self.fates.values()).most_common())


def loaded(paths: Sequence[Path]) -> tuple[Case, ...]:
    """Raises InputInvalid."""
    with failures():
        return load(paths)


def exported(cases: Sequence[Case], settings: Settings) -> tuple[list[Mapping[str, Any]], tuple[str, ...]]:
    """A line per prompt, and the ids of the cases for which no model would be asked."""
    lines: list[Mapping[str, Any]] = []
    silent: list[str] = []
    with listening(settings) as listener:
        for case in cases:
            prompts = listener.asked(case.request, case.id).prompts
            lines += [{"id": case.id, **prompt_json(prompt)} for prompt in prompts]
            silent += [] if prompts else [case.id]
    return lines, tuple(silent)


def scored(answers: Path, cases: Sequence[Case], settings: Settings) -> Scored:
    """Raises InputInvalid for a file that cannot be used, or that answers prompts other than today's; NotReady."""
    prompts, silent = exported(cases, settings)
    given = answers_in(answers, prompts)
    with failures():
        rows, fates = asyncio.run(_rows(cases, settings, AnswersChat(given)))
    answered = {str(one["id"]) for one in prompts if one["key"] in given}
    for case in cases:
        if case.id in silent or case.id not in answered:
            fates[case.id] = _NOT_ASKED if case.id in silent else _NO_ANSWER
    return Scored(RunReport({"cases": len(cases), "answers": len(given)}, rows), fates)


async def _rows(cases: Sequence[Case], settings: Settings, chat: AnswersChat) -> tuple[tuple[Row, ...], dict[str, str]]:
    from service.wiring import open_services

    rows: list[Row] = []
    fates: dict[str, str] = {}
    async with in_process(settings, lambda told: open_services(told, model=chat)) as endpoint:
        for case in cases:
            rows.append(await _row(case, endpoint, fates))
    return tuple(rows), fates


async def _row(case: Case, endpoint: Endpoint, fates: dict[str, str]) -> Row:
    observed = await observe(case, endpoint)
    answer = observed.answer or {}
    used = answer.get("mode") == Mode.LLM.value
    fates[case.id] = USED if used else f"composer: {answer.get('degraded_reason') or observed.error or 'not told'}"
    return row_of(observed)


def answers_in(path: Path, prompts: Sequence[Mapping[str, Any]]) -> dict[str, ChatAnswer]:
    """Key of a prompt -> the answer to it. Raises InputInvalid, naming the line."""
    by_id: dict[str, str] = {}
    for prompt in prompts:
        by_id.setdefault(prompt["id"], prompt["key"])
    with failures():
        return dict(_answered(path, by_id, {prompt["key"] for prompt in prompts}))


def _answered(path: Path, by_id: Mapping[str, str], keys: Set[str]) -> Iterator[tuple[str, ChatAnswer]]:
    for place, value in answer_lines(path):
        key = value.get("key") or by_id.get(str(value.get("id")))
        if key not in keys:
            raise AnswersInvalid(f"{place}: it answers a prompt that these cases do not have today; export them anew")
        yield str(key), answer_of(value, place)
