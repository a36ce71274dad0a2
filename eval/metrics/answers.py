"""A text and a reference answer -> how much of the reference it holds, 0..1; and plain text of markdown for both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable

import sacrebleu
from sacrebleu import sentence_chrf

from kb_index.text.facts import FactKind, facts
from kb_index.text.markdown import BlockKind, blocks, render

CHRF = f"chrF2 of sacrebleu {sacrebleu.__version__}: sentence level, 6 characters, no words, beta 2, case kept"
TOKEN_F1 = "words of letters and digits, lower case, ё as е, no lemmas; overlap of the two bags"


def chrf(text: str, reference: str) -> float:
    """Character n-gram F-score that weighs recall twice (Popović, WMT 2015), by sacrebleu; 0 for nothing."""
    return float(sentence_chrf(text, [reference]).score) / 100 if text.strip() and reference.strip() else 0.0


def token_f1(text: str, reference: str) -> float:
    """Harmonic mean of precision and recall over bags of words (Rajpurkar et al., SQuAD, 2016)."""
    ours, theirs = _words(text), _words(reference)
    common = sum((ours & theirs).values())
    return 2 * common / (sum(ours.values()) + sum(theirs.values())) if common else 0.0


def facts_held(text: str, reference: str) -> float | None:
    """Share of the reference's typed facts that the text states; None where the reference states none."""
    wanted = _facts(reference)
    return len(wanted & _facts(text)) / len(wanted) if wanted else None


def plain_text(markdown: str) -> str:
    """What a reader sees, without headings: a reference answer has none, so no side gains or loses by them."""
    bare = markdown
    for block in reversed(blocks(markdown)):
        if block.kind is BlockKind.HEADING:
            bare = bare[: block.span.start] + bare[block.span.end :]
    return render(bare).text


def cut_at_word(text: str, length: int) -> str:
    """The beginning of the text, at most ``length`` characters, no word halved."""
    if len(text) <= length:
        return text
    head = text[: length + 1]
    return head[: len(head.rstrip()) if head[-1].isspace() else head.rfind(" ") + 1].rstrip() if " " in head else ""


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower().replace("ё", "е")))


def _facts(text: str) -> frozenset[tuple[FactKind, Hashable]]:
    return frozenset((fact.kind, fact.value) for fact in facts(text))
