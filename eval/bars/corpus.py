"""Sample articles, the examples of a standard, labelled replies -> texts to judge, each with what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

from eval.labelled_context import context_of
from eval.standards import labelled_rows
from kb_index.loaders.found import Found
from kb_index.loaders.walk import load_source
from kb_index.sample_kb import sample_path
from service.domain import CheckContext
from service.guardrail.compile import compile_standard
from service.guardrail.engine import StandardChecker
from service.guardrail.example_context import example_context
from service.standards.load import load_standard
from service.standards.model import Standard

_PARAGRAPHS = re.compile(r"\n{2,}")
# The frozen test set stays out: what goes wrong with a text is shown, and its texts are not to be read.
DEVELOPMENT = Path(str(resources.files("eval").joinpath("labelled", "dev.jsonl")))


@dataclass(frozen=True, slots=True)
class Sample:
    """``rule_id``: the rule that the text is a bad example of; None: it breaks none, or nobody says which."""

    text: str
    context: CheckContext
    rule_id: str | None = None
    violates: tuple[str, ...] = ()

    def as_fragment(self) -> Sample:
        """Without the parts that only a whole reply must have."""
        return replace(self, context=replace(self.context, fragment=True))


@cache
def opened(standard: str) -> StandardChecker:
    """A checker whose examples are not run again: they are inputs here."""
    return StandardChecker(compile_standard(load_standard(standard)))


def corpus(standard: Standard, files: Sequence[Path] = ()) -> tuple[Sample, ...]:
    """Everything there is, in a fixed order."""
    return (*paragraphs(), *examples(standard), *labelled(files))


def paragraphs() -> Iterator[Sample]:
    """The sample articles, paragraph by paragraph, with their Markdown."""
    for found in load_source(sample_path()):
        if isinstance(found, Found):
            context = CheckContext(found.article.language_code)
            pieces = _PARAGRAPHS.split(found.article.body_markdown)
            yield from (Sample(piece, context) for piece in pieces if piece.strip())


def examples(standard: Standard) -> Iterator[Sample]:
    """The examples of every rule that runs, the bad ones with its id."""
    for rule in standard.rules:
        for one in rule.examples if not rule.judged else ():
            context = example_context(one.context, one.language_code)
            yield Sample(one.text, context, rule.rule_id if one.bad else None)


def labelled(files: Sequence[Path] = ()) -> Iterator[Sample]:
    """Labelled replies; those for development that come with the project where no file is named."""
    for row in labelled_rows(files or (DEVELOPMENT,)):
        yield Sample(row["text"], context_of(row), violates=tuple(row["violates"]))
