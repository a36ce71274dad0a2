"""complaints_of: what the model is told to mend."""

from kb_index.records import Span
from service.domain import (
    Finding,
    Grounding,
    Replacement,
    Report,
    RuleRef,
    Severity,
    Statement,
    UnsupportedClaim,
)
from service.drafting.asking.complaints import QUOTE, complaints_of


class Initials:
    """Hides one name."""

    def hide(self, text: str) -> str:
        return text.replace("Лаптева", "[[name_1]]")

    hide_names = hide


def finding(rule: str, match: str, severity: Severity = Severity.ERROR, instead: str | None = None) -> Finding:
    replacements = (Replacement(instead, "suggest"),) if instead else ()
    ref = RuleRef(rule, "existence", severity, "default", "1", "source")
    return Finding(ref, "for the agent", Span(0, len(match)), match, replacements)


SAID = (Statement("no-cannot", Severity.ERROR, "Не говори «не могу»: скажи, что можно сделать."),)


def told(*findings: Finding, claims: tuple[UnsupportedClaim, ...] = (), language: str = "ru") -> tuple[str, ...]:
    grounding = Grounding(0.0, claims)
    return complaints_of(Report(findings), grounding, statements=SAID, mask=Initials(), language_code=language)


def test_a_finding_is_told_by_its_quote_the_rule_and_what_could_stand_there() -> None:
    assert told(finding("no-cannot", "не могу", instead="уточню")) == (
        "«не могу» — Не говори «не могу»: скажи, что можно сделать. Можно так: «уточню».",
    )


def test_a_rule_that_is_not_stated_is_told_by_its_message() -> None:
    assert told(finding("other", ""), language="en") == ("for the agent",)


def test_facts_without_a_source_come_first() -> None:
    claims = (UnsupportedClaim(Span(0, 7), "5 000 ₽", "money"),)
    lines = told(finding("no-cannot", "не могу"), claims=claims)
    assert lines[0].startswith("«5 000 ₽» — этого нет")
    assert len(lines) == 2


def test_only_errors_are_told_and_each_once() -> None:
    twice = finding("no-cannot", "не могу")
    assert len(told(twice, twice, finding("x", "слово", Severity.WARNING))) == 1


def test_a_quote_is_masked_whole_and_then_cut() -> None:
    (line,) = told(finding("other", "слово " * 39 + "Лаптева и так далее " * 10))
    assert "Лаптев" not in line
    assert len(line) < QUOTE + 60
