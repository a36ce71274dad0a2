"""Evaluation cases -> their prompts as lines of a file; a file of answers to them -> how good the drafts are."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import Case, CaseInvalid, load_cases
from eval.endpoint import Endpoint, in_process
from eval.errors import EndpointUnusable
from eval.report import Row, RunReport
from eval.run import observe, row_of
from service.call import Call
from service.commands.console import InputInvalid
from service.commands.prompts_asked import listening, prompt_json
from service.domain import ChatAnswer, ChatRequest, Mode, TokenUsage
from service.errors import ChatFailed, DegradedReason, NotReady
from service.llm.exchange import key_of
from service.ports import Heard
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


class AnswersChat:
    """A ChatModel that answers prompts from a mapping of their keys; it repairs nothing."""

    name = "answers"

    def __init__(self, answers: Mapping[str, ChatAnswer]) -> None:
        self._answers = answers

    def complete(self, request: ChatRequest, *, call: Call, heard: Heard | None = None) -> ChatAnswer:
        answer = self._answers.get(key_of(request))
        if answer is None:
            raise ChatFailed(DegradedReason.UNREACHABLE, f"the file holds no answer to this {request.purpose} prompt")
        if heard is not None:
            heard(answer.text)
        return answer


def loaded(paths: Sequence[Path]) -> tuple[Case, ...]:
    """Raises InputInvalid."""
    try:
        return tuple(case for path in paths for case in load_cases(path))
    except CaseInvalid as exc:
        raise InputInvalid(str(exc)) from exc


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
    """Raises InputInvalid for a file that cannot be used, or that answers prompts other than today's."""
    prompts, silent = exported(cases, settings)
    given = answers_in(answers, prompts)
    try:
        rows, fates = asyncio.run(_rows(cases, settings, AnswersChat(given)))
    except EndpointUnusable as exc:
        raise NotReady(str(exc)) from exc
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
    keys = {prompt["key"] for prompt in prompts}
    found: dict[str, ChatAnswer] = {}
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if line.strip():
            value = _object(line, f"{path}:{number}")
            key = value.get("key") or by_id.get(str(value.get("id")))
            if key not in keys:
                raise InputInvalid(
                    f"{path}:{number}: it answers a prompt that these cases do not have today; export them anew"
                )
            found[str(key)] = _answer(value, f"{path}:{number}")
    return found


def _answer(value: Mapping[str, Any], place: str) -> ChatAnswer:
    text, finish = value.get("text"), value.get("finish", "stop")
    if not isinstance(text, str) or finish not in ("stop", "length", "filter", "other"):
        raise InputInvalid(f"{place}: `text` must be the model's answer as it came, and `finish` stop or length")
    return ChatAnswer(text, finish, TokenUsage(calls=1, estimated=True), str(value.get("model", "answers")))


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as exc:
        raise InputInvalid(f"{place}: not JSON ({exc}); each line is one object") from exc
    if not isinstance(value, dict):
        raise InputInvalid(f"{place}: an object with `key` or `id`, and `text`, is expected")
    return value


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise InputInvalid(f"{path}: cannot be read as UTF-8 text: {exc}") from exc
