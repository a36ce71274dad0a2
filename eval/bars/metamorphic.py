"""Pairs of texts that must be judged alike -> how many pairs are not, relation by relation.

Where a relation does not hold for some kind of rule, and rightly so, the kind stands in `_BY_DESIGN` with the reason;
pairs that differ in such rules alone are counted apart as ``by_design``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from eval.bars.bar import Bar
from eval.bars.corpus import Sample, examples, labelled
from eval.bars.forms import inflected
from eval.bars.replies import true_replies
from eval.bars.spellings import SPELLINGS, Spell
from kb_index.records import Span
from service.domain import CheckContext, Finding, Report
from service.guardrail.engine import StandardChecker

PAIRS = 2_000
_SEED = 11
_SHOWN = 12
_DATA = "examples and labelled replies"
# A hidden sign, a foreign letter in a word: what the variation puts in is itself what the rule looks for.
_SIGN_KINDS = frozenset({"hidden", "spelling", "misspelling", "signs", "pattern"})
# Where in the reply something stands, how much of it there is, and in which order, is what these rules are about.
_PLACE_KINDS = frozenset(
    {
        *("opening", "early", "personal-opening", "length", "density", "ending", "hasty-closing", "sequence"),
        *("shared-words", "required", "occurrence", "conditional", "consistency", "language", "doubled", "echo"),
        *("combination", "unanswered", "rounds", "signature", "stated", "address"),
        *("open-question", "daytime", "offer", "directive"),  # a directive takes the blank or line end beside it along
    }
)
_BY_DESIGN: Mapping[str, frozenset[str]] = {
    "invisible signs in words": _SIGN_KINDS,
    "look-alike letters": _SIGN_KINDS,
    "decomposed letters": _SIGN_KINDS,
    "stress marks": _SIGN_KINDS,
    "a clean sentence before": _PLACE_KINDS,
    "a clean sentence behind": _PLACE_KINDS,
}
_WORD_KINDS = frozenset({"existence", "substitution"})
_LEAD = {"ru": "Раздел открыт для всех сотрудников. ", "en": "The section is open to all members. "}
_TAIL = {"ru": "Раздел открыт для всех сотрудников.", "en": "The section is open to all members."}
_BLANKS = ("\n", "\n\n", " ", "\n \n", "\u00a0 ", "\t", "\r\n\r\n")
_ENDS = (".", "!", "?", "…")

Place = tuple[str, int, int]


@dataclass(slots=True)
class Tally:
    pairs: int = 0
    by_design: int = 0
    violations: list[str] = field(default_factory=list)

    def bar(self, name: str, data: str = _DATA) -> Bar:
        detail = {"violations": self.violations[:_SHOWN], "by_design": self.by_design}
        return Bar(f"metamorphic: {name}", data, self.pairs, len(self.violations), 0, at_least=False, detail=detail)


def text_relations(checker: StandardChecker, pairs: int = PAIRS) -> tuple[Bar, ...]:
    """The relations between a text and a variant of it."""
    samples = [one.as_fragment() for one in (*examples(checker.standard), *labelled())]
    found = [_spelt(checker, samples, name, spell, pairs).bar(name) for name, spell in SPELLINGS.items()]
    for name, judge in _SHIFTS.items():
        found.append(judge(checker, samples, pairs).bar(name))
    found.append(forms(checker, pairs).bar("every form of a word", "phrases of the standard"))
    found.append(rewritten(checker, pairs).bar("facts written otherwise", "sentences of the sample help centre"))
    return tuple(found)


def chosen(samples: Sequence[Sample], pairs: int, name: str) -> Iterator[tuple[Sample, Random]]:
    random = Random(f"{_SEED}:{name}")
    for _ in range(pairs):
        yield random.choice(samples), random


def _spelt(checker: StandardChecker, samples: Sequence[Sample], name: str, spell: Spell, pairs: int) -> Tally:
    """The same rules speak at the same places. Two texts in one, so that line ends stand in it, too."""
    tally = Tally()
    for first, random in chosen(samples, pairs, name):
        text = f"{first.text}\n{random.choice(('', chr(10)))}{random.choice(samples).text}"
        variant = spell(text, random)
        before = findings(checker, text, first.context)
        after = findings(checker, variant.text, first.context)
        moved = [(one, variant.back(one.span)) for one in after]
        _compare(tally, name, variant.text, [(one, one.span) for one in before], moved)
    return tally


def _compare(
    tally: Tally,
    name: str,
    text: str,
    before: Iterable[tuple[Finding, Span]],
    after: Iterable[tuple[Finding, Span]],
) -> None:
    tally.pairs += 1
    was, now = ({(one.rule.kind, _place(one, span)) for one, span in side} for side in (before, after))
    if was == now:
        return
    exempt = _BY_DESIGN.get(name, frozenset())
    differing = sorted(place for kind, place in was ^ now if kind not in exempt)
    if differing:
        lost = [place for place in differing if place in {one for _, one in was}]
        tally.violations.append(f"lost {lost}, new {[p for p in differing if p not in lost]}: {text[:300]!r}")
    else:
        tally.by_design += 1


def _place(finding: Finding, span: Span) -> Place:
    """What is missing is reported at a rim of the text, which stays a rim: only the rule is compared."""
    if finding.span.start == finding.span.end:
        return finding.rule.rule_id, -1, -1
    return finding.rule.rule_id, span.start, span.end


def findings(checker: StandardChecker, text: str, context: CheckContext) -> tuple[Finding, ...]:
    return checker.check(text, context).findings


def _shifted(checker: StandardChecker, sample: Sample, tally: Tally, name: str, prefix: str) -> None:
    before = [(one, one.span.shifted(len(prefix))) for one in findings(checker, sample.text, sample.context)]
    text = prefix + sample.text
    _compare(tally, name, text, before, [(one, one.span) for one in findings(checker, text, sample.context)])


def blanks_before(checker: StandardChecker, samples: Sequence[Sample], pairs: int) -> Tally:
    """Every span moves by exactly as many characters as were put before it."""
    tally, name = Tally(), "blanks before"
    for sample, random in chosen(samples, pairs, name):
        prefix = "".join(random.choice(_BLANKS) for _ in range(random.randint(1, 4))) + random.choice(("", "\n"))
        _shifted(checker, sample, tally, name, prefix)
    return tally


def sentence_before(checker: StandardChecker, samples: Sequence[Sample], pairs: int) -> Tally:
    tally, name = Tally(), "a clean sentence before"
    for sample, random in chosen(samples, pairs, name):
        lead = _LEAD[_written_in(checker, sample)] * random.randint(1, 3) + random.choice(("", "\n\n"))
        _shifted(checker, sample, tally, name, lead)
    return tally


def sentence_behind(checker: StandardChecker, samples: Sequence[Sample], pairs: int) -> Tally:
    tally, name = Tally(), "a clean sentence behind"
    for sample, random in chosen(samples, pairs, name):
        gap = random.choice((" ", "\n\n")) if sample.text.rstrip().endswith(_ENDS) else "\n\n"
        text = f"{sample.text}{gap}{_TAIL[_written_in(checker, sample)]}"
        before, after = (findings(checker, one, sample.context) for one in (sample.text, text))
        _compare(tally, name, text, [(one, one.span) for one in before], [(one, one.span) for one in after])
    return tally


def _written_in(checker: StandardChecker, sample: Sample) -> str:
    return checker.analyse(sample.text, sample.context).language_code


def recased(checker: StandardChecker, samples: Sequence[Sample], pairs: int) -> Tally:
    """What a rule about words finds it finds in capitals, too; a capital behind a line end begins a sentence."""
    tally, name = Tally(), "letter case"
    random = Random(f"{_SEED}:{name}")
    all_found = ((sample, one) for sample in samples for one in findings(checker, sample.text, sample.context))
    usable = ((sample, one) for sample, one in all_found if one.rule.kind in _WORD_KINDS and "\n" not in one.match)
    found = list(islice(usable, pairs))
    for number in range(pairs if found else 0):
        sample, finding = found[number % len(found)]
        changed = random.choice((str.upper, str.title, _capitalised))(finding.match)
        if len(changed) != len(finding.match):
            continue
        text = sample.text[: finding.span.start] + changed + sample.text[finding.span.end :]
        tally.pairs += 1
        if not _speaks(findings(checker, text, sample.context), finding):
            tally.violations.append(f"{finding.rule.rule_id} lost at {changed!r}: {text[:300]!r}")
    return tally


def _capitalised(text: str) -> str:
    """The other letters stay: a name must not lose its capital."""
    return text[:1].upper() + text[1:]


def _speaks(after: Iterable[Finding], finding: Finding) -> bool:
    return any(one.rule.rule_id == finding.rule.rule_id and one.span.overlaps(finding.span) for one in after)


def forms(checker: StandardChecker, pairs: int = PAIRS) -> Tally:
    """A phrase of words without grammatical marks is found in every form of every word."""
    tally = Tally()
    context = CheckContext("ru", fragment=True)
    for one in inflected(checker.standard, Random(_SEED)):
        if tally.pairs >= pairs:
            break
        base, form = (checker.check_rule(one.rule_id, f"Сегодня {said}.", context) for said in (one.phrase, one.form))
        if not _says(base, one.rule_id):
            continue
        tally.pairs += 1
        if _says(form, one.rule_id):
            continue
        if one.spared:
            tally.by_design += 1
        else:
            tally.violations.append(f"{one.rule_id}: {one.phrase} → {one.form}")
    return tally


def _says(report: Report, rule_id: str) -> bool:
    return any(one.rule.rule_id == rule_id for one in report.findings)


def rewritten(checker: StandardChecker, pairs: int = PAIRS) -> Tally:
    """Numbers, dates and addresses written otherwise stay supported by what supported them."""
    tally = Tally()
    for reply in true_replies(pairs, _SEED):
        before, after = (checker.ground(text, reply.context) for text in (reply.original, reply.text))
        tally.pairs += 1
        was = len(before.unsupported_claims) if before else 0
        lost = after.unsupported_claims if after else ()
        if len(lost) > was:
            tally.violations.append(f"{', '.join(claim.text for claim in lost)}: {reply.text[:300]!r}")
    return tally


_SHIFTS: Mapping[str, Callable[[StandardChecker, Sequence[Sample], int], Tally]] = {
    "letter case": recased,
    "blanks before": blanks_before,
    "a clean sentence before": sentence_before,
    "a clean sentence behind": sentence_behind,
}
