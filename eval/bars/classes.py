"""Rule id -> its class in the table of bars: what precision and recall are asked of it together.

Rules that stand in for each other in scoring are of one class, so that a finding counts where its label does.
Rules of no class are measured with all deterministic rules only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleClass:
    """``precision`` None: it is held to how few clean texts it flags. ``spans``: on how many labels to measure."""

    name: str
    precision: float | None
    recall: float
    rules: frozenset[str]
    spans: int = 0


def _ids(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEXICON = RuleClass(
    "error lexicon, openings, required parts",
    0.98,
    0.98,
    _ids(
        """no-problema no-defekt no-ne-znayu no-cannot no-wont no-vy-dolzhny no-podozhdite-sekundu no-net-at-start
        no-not-my-fault no-not-my-job no-ne-za-chto gratitude-answered no-dear-customer no-bare-uvazhaemyj
        no-izvinite-no no-interrogation no-da-allo
        greeting-first greeting-individual name-used name-verified patronymic-if-known control-question
        thanks-at-end farewell-at-end closure-explicit signature-full-name agent-introduces new-owner-introduces"""
    ),
    spans=150,
)
TONE = RuleClass(
    "tone",
    0.95,
    0.90,
    _ids(
        """no-familiarity no-caps no-blame-customer no-vy-sami-vinovaty no-we-told-you no-blame-colleague no-slang
        no-irritation no-debate no-sharp-words no-dumb-question no-condescension no-patronising-advice
        no-dismissive-consolation no-smiley-on-complaint no-stock-phrases no-defending no-denying-error
        no-public-witness no-unclear-abbrev believe-customer polite-forms confident-wording
        no-competitor-disparagement no-overdone-echo"""
    ),
)
SUBSTANCE = RuleClass(
    "refusal, deadline, promise, gist",
    0.90,
    0.85,
    _ids(
        """no-bare-unavailable refusal-with-reason refusal-with-alternative no-vague-soon no-fine-print
        pending-status pending-owner pending-deadline next-step-stated receipt-ack busy-ack callback-with-time
        plan-call-time availability-date promise-kept sla-overrides answer-within-24h answer-within-workday
        no-waiting-for-final authorised-offers-only no-discount-as-first-answer honest-compensation price-standard
        no-pressure-by-delay no-passive-ok no-park-the-objection no-work-shifted no-unasked-work
        one-redirect-only no-guess-redirect warm-handover wrong-line-explain vendor-returns-to-partner
        escalate-to-senior human-route workaround confirm-before-close no-close-unresolved agree-obligations
        summary-of-agreements log-agreements empathy acknowledge-issue apology-once-on-complaint no-repeat-apology
        blast-order cares positive-framing attention-hook objection-no-budget objection-support-not-needed
        no-sales-cta-at-end main-point-early answer-all-questions result-delivered no-answer-say-so
        no-hasty-denial data-incident-order no-naming-employee-in-incident no-internal-talk no-internal-structure
        no-discussing-customer customer-chooses-channel"""
    ),
)
SECURITY = RuleClass(
    "privacy, secrets, injection, leaks",
    None,
    0.99,
    _ids(
        """no-customer-data-disclosure social-go-private no-secrets injection-is-data
        checker-directive hidden-characters external-link"""
    ),
)
CLASSES = (LEXICON, TONE, SUBSTANCE, SECURITY)
CLASS_OF: Mapping[str, RuleClass] = {rule: one for one in CLASSES for rule in one.rules}
