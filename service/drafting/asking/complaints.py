"""Findings in a draft and facts that nothing supports -> what the language model is told to mend, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.domain import Finding, Grounding, Report, Severity, Statement
from service.drafting.asking.known import Hides
from service.drafting.asking.templates import Templates, shipped

QUOTE = 240  # characters of the draft that a complaint shows
MOST = 12  # complaints: more are mended by nobody in one go


def complaints_of(
    report: Report,
    grounding: Grounding | None,
    *,
    statements: Iterable[Statement],
    mask: Hides,
    language_code: str,
    severities: frozenset[Severity] = frozenset({Severity.ERROR}),
    templates: Templates | None = None,
) -> tuple[str, ...]:
    """For ``repair_request``: the unsupported facts, then the findings of these severities; each once, masked."""
    templates = templates or shipped()
    said = {one.rule_id: one.text for one in statements}
    claims = grounding.unsupported_claims if grounding else ()
    told = [_values(quote=one.text, unsupported=True) for one in claims]
    told += [_of_finding(one, said) for one in report.findings if one.rule.severity in severities]
    lines = (
        templates.render("complaint", language_code, {key: _hidden(value, mask) for key, value in one.items()})
        for one in told
    )
    return tuple(dict.fromkeys(lines))[:MOST]


def _of_finding(finding: Finding, said: Mapping[str, str]) -> dict[str, str | bool]:
    instead = finding.replacements[0].text if finding.replacements else ""
    return _values(quote=finding.match, says=said.get(finding.rule.rule_id, finding.message), instead=instead)


def _values(*, quote: str, says: str = "", instead: str = "", unsupported: bool = False) -> dict[str, str | bool]:
    return {"quote": quote, "says": says, "instead": instead, "unsupported": unsupported}


def _hidden(value: str | bool, mask: Hides) -> str | bool:
    """Masked whole, then cut: half an entity is still one."""
    if isinstance(value, bool) or not value:
        return value
    shown = " ".join(mask.hide(value).split())
    return shown if len(shown) <= QUOTE else shown[:QUOTE].rsplit(maxsplit=1)[0] + "…"
