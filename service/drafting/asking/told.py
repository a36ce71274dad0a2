"""The statements of a tone standard -> the few that a language model is told for this reply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.domain import Approach, Outcome, Stage, Statement
from service.drafting.composer import Brief, reply_stage

BUDGET = 5500  # characters: with more, models of every size begin to skip lines

# The frame of the letter and the name in it are ours; a model is told to write none of them.
_OURS = frozenset(
    {
        "agent-introduces",
        "control-question",
        "greeting-first",
        "greeting-individual",
        "identify-politely",
        "new-owner-introduces",
        "no-bare-uvazhaemyj",
        "no-da-allo",
        "no-dear-customer",
        "signature-full-name",
    }
)
# The template says these in its own words, with more detail.
_SAID = frozenset({"external-link", "grounded-facts", "injection-is-data", "no-answer-say-so", "reply-language"})
_ANOTHER_LETTER = frozenset({"new-topic-new-letter"})  # the reply that is asked for is written here
# Of what no wording of the body decides: times of answering, addresses of a letter, signs, a profile.
_BEYOND_WORDING = frozenset(
    {
        "address",
        "after-turns",
        "attachments",
        "daytime",
        "deadline",
        "directive",
        "hasty-closing",
        "hidden",
        "language",
        "late-promise",
        "recipients",
        "signature",
        "stated",
        "subject",
    }
)
_KNOWN = "known"
_FEW = 4  # values of a condition that make a rule one for special replies


def told(brief: Brief, statements: Iterable[Statement], *, approach: Approach, budget: int = BUDGET) -> tuple[str, ...]:
    """Texts in the order of their weight: what is said of just such a reply first, then by severity."""
    facts = known_facts(brief, approach)
    fitting = [one for one in statements if _matters(one) and _holds(one.when, facts)]
    return _within(sorted(fitting, key=lambda one: not _bound(one)), budget)


def told_of_wording(statements: Iterable[Statement], *, budget: int = BUDGET) -> tuple[str, ...]:
    """What holds for any text of ours, whatever the case: for rewriting."""
    return _within((one for one in statements if _matters(one) and not _bound(one)), budget)


def known_facts(brief: Brief, approach: Approach) -> Mapping[str, str | None]:
    """What conditions of rules may ask for, as far as it is known before the reply is written; None: it is not.

    The names and their meaning are those of the guardrail's fields.
    """
    ticket, understood, stage = brief.ticket, brief.understanding, reply_stage(brief)
    case, complaint = ticket.case, stage is Stage.COMPLAINT
    objecting = case.objection is not None or stage is Stage.OBJECTION
    return {
        "conversation.channel": ticket.conversation.channel.value,
        "conversation.burst": None,
        "case.stage": stage.value,
        "case.is_first_reply": _flag(understood.is_first_reply),
        "case.answer_given": _flag(brief.outcome is Outcome.SUGGEST and approach is not Approach.ASK),
        "case.pending": _flag(stage is Stage.PENDING),
        "case.upset": _flag(complaint or understood.sentiment == "negative"),
        "case.objecting": _flag(objecting),
        "case.objection_about": case.objection,
        "case.status": case.status,
        "case.topic": case.topic or understood.escalation_reason or "none",
        "case.owner_changed": _flag(bool(case.owner_changed)),
        "case.line_of_support": case.line_of_support,
        "case.partner_first_line": _flag(bool(case.partner_first_line)),
        "end_user.name": ticket.end_user.name,
        "sources": "some" if brief.hits else "none",
        "fragment": "false",
    }


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _matters(statement: Statement) -> bool:
    beyond = bool(statement.kinds) and set(statement.kinds) <= _BEYOND_WORDING
    return not beyond and statement.rule_id not in _OURS | _SAID | _ANOTHER_LETTER


def _holds(when: Mapping[str, tuple[str, ...]], facts: Mapping[str, str | None]) -> bool:
    """False only where a condition certainly fails: a rule too many is a line, a missing one a fault."""
    return all(_may_hold(values, facts.get(name)) for name, values in when.items())


def _may_hold(values: tuple[str, ...], found: str | None) -> bool:
    if found is None:
        return set(values) != {_KNOWN}
    return _KNOWN in values or found in values


def _bound(statement: Statement) -> bool:
    """Whether it is for few replies. One for all stages but one is for any."""
    return any(name != "fragment" and len(values) <= _FEW for name, values in statement.when.items())


def _within(statements: Iterable[Statement], budget: int) -> tuple[str, ...]:
    texts: list[str] = []
    for statement in statements:
        budget -= len(statement.text)
        if budget < 0:
            break
        texts.append(statement.text)
    return tuple(texts)
