"""What is wanted of a run -> its portions: cases, the target that answers them, the index that was made for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.cases import Case
from eval.collections.indexed import indexed
from eval.collections.knowledge_bases import KnowledgeBase, knowledge_bases
from eval.errors import EvalError, RunInvalid
from eval.run import load
from eval.runs.record import SAMPLE, Manifest, Run
from eval.runs.running import Portion
from eval.runs.targets import IN_PROCESS, InProcess, Live
from eval.runs.versions import settings_of
from eval.sample import sample_cases, sample_settings
from kb_index.sample_kb import sample_path
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to have run. Neither ``cases`` nor ``data``: the sample tickets.

    ``articles``: what ``cases`` are answered from instead of the index of the settings; SAMPLE: the sample articles.
    ``only``, ``limit``: of ``data``. ``address``: a service to ask instead of this process; ``answers``: a file of what
    a language model said.
    """

    cases: tuple[Path, ...] = ()
    articles: str | None = None
    data: Path | None = None
    only: str = ""
    limit: int | None = None
    address: str | None = None
    token: str | None = field(default=None, repr=False)
    answers: Path | None = None


def portions_of(
    wish: Wish, settings: Settings, cache: Path, *, told: Callable[[str], None] = lambda text: None
) -> tuple[list[Portion], tuple[Path, ...]]:
    """The portions, and the files that were read for them. Indexes are kept in ``cache``.

    Raises EvalError (a wish that makes no sense, data that cannot be read), CaseInvalid, KbError.
    """
    _require_sense(wish)
    if wish.data is None:
        return _of_cases(wish, settings, cache)
    bases = knowledge_bases(wish.data, only=wish.only, limit=wish.limit)
    read = tuple(dict.fromkeys(path for base in bases for path in base.read))
    if wish.address is not None:
        cases = tuple(case for base in bases for case in base.cases)
        return [Portion(cases, Live(wish.address, wish.token))], read
    return of_bases(bases, settings, cache, answers=wish.answers, told=told), read


def unknown_articles(portions: Iterable[Portion]) -> tuple[str, ...]:
    """Ids that labels name and that the asked index does not hold: such a label is missed whatever the service answers.

    Raises EndpointUnusable, KbError.
    """
    return asyncio.run(_unknown(portions))


async def _unknown(portions: Iterable[Portion]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for portion in portions:
        named = (
            article_id
            for case in portion.cases
            for article_id in (*case.relevant, *(one.article_id for one in case.evidence))
        )
        found |= dict.fromkeys(await portion.target.absent(dict.fromkeys(named)))
    return tuple(found)


def unknown_rules(portions: Iterable[Portion]) -> tuple[str, ...]:
    """Ids of rules that labels name and no standard of the asked service has: a draft keeps such a rule in any case.

    Raises EndpointUnusable, UnknownStandard, StandardInvalid.
    """
    return asyncio.run(_unknown_rules(portions))


async def _unknown_rules(portions: Iterable[Portion]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for portion in portions:
        named = dict.fromkeys(rule_id for case in portion.cases for rule_id in case.rules_kept)
        known = await portion.target.rules() if named else frozenset()
        found |= dict.fromkeys(rule_id for rule_id in named if rule_id not in known)
    return tuple(found)


def _require_sense(wish: Wish) -> None:
    if wish.cases and wish.data is not None:
        raise EvalError("--cases and --data exclude each other: a run is of one or of the other")
    if wish.articles is not None and (not wish.cases or wish.address is not None):
        raise EvalError("--articles says what --cases are answered from in this process; name case files, no --target")
    if wish.articles not in {None, SAMPLE} and not Path(str(wish.articles)).exists():
        raise EvalError(f"{wish.articles}: no such file or folder; name articles, or `{SAMPLE}` for the sample ones")
    if wish.address is not None and wish.answers is not None:
        raise EvalError("--target and --answers exclude each other: a service that listens asks its own language model")
    if wish.data is None and (wish.only or wish.limit is not None):
        raise EvalError("--kb and --limit choose from the knowledge bases of --data; name that folder")


def _of_cases(wish: Wish, settings: Settings, cache: Path) -> tuple[list[Portion], tuple[Path, ...]]:
    files = wish.cases or sample_cases()
    cases = load(files)
    if wish.address is not None:
        return [Portion(cases, Live(wish.address, wish.token))], files
    if not wish.cases or wish.articles == SAMPLE:
        return [of_sample(cases, cache, wish.answers)], files
    if wish.articles is None:
        return [Portion(cases, InProcess(settings, wish.answers))], files
    articles = Path(wish.articles)
    return [_portion(articles.name, articles, cases, settings, cache, wish.answers)], files


def of_sample(cases: Sequence[Case], cache: Path, answers: Path | None = None) -> Portion:
    """Cases about the sample articles, answered with the defaults whatever the environment says. Raises KbError."""
    settings = sample_settings(cache)
    found = settings.model_copy(update={"index": _index(SAMPLE, settings, cache)})
    return Portion(tuple(cases), InProcess(found, answers, cache), SAMPLE, SAMPLE)


def of_bases(
    bases: Iterable[KnowledgeBase],
    settings: Settings,
    cache: Path,
    *,
    answers: Path | None = None,
    told: Callable[[str], None] = lambda text: None,
) -> list[Portion]:
    """Each with an index of its own. Raises EvalError, KbError."""
    portions = []
    for base in bases:
        told(f"{base.name}: {len(base.cases)} cases; indexing {base.articles.name}")
        portions.append(_portion(base.name, base.articles, base.cases, settings, cache, answers))
    return portions


def _portion(
    name: str, articles: Path, cases: tuple[Case, ...], settings: Settings, cache: Path, answers: Path | None
) -> Portion:
    index = _index(str(articles), settings, cache)
    target = InProcess(settings.model_copy(update={"index": index}), answers, cache)
    return Portion(cases, target, name, str(articles.resolve()))


def of_run(run: Run, cache: Path, *, secrets: Settings | None = None, token: str | None = None) -> list[Portion]:
    """The finished cases of a run, and what answered them. Raises RunInvalid (articles that are gone), KbError."""
    manifest, done = run.manifest, run.by_case
    cases = {case.id: case for case in run.cases if case.id in done}
    if not cases:
        raise RunInvalid(f"{run.folder}: no case of it is finished; there is nothing to do again")
    if manifest.target != IN_PROCESS and manifest.answers is None:
        return [Portion(tuple(cases.values()), Live(manifest.target, token))]
    settings, answers = settings_of(manifest, secrets), Path(manifest.answers) if manifest.answers else None
    if not manifest.portions:
        return [Portion(tuple(cases.values()), InProcess(settings, answers))]
    found = []
    for held in manifest.portions:
        index = _again(held.articles, manifest, cache)
        target = InProcess(settings.model_copy(update={"index": index}), answers, cache)
        some = tuple(cases[one] for one in held.cases if one in cases)
        found.append(Portion(some, target, held.name, held.articles))
    return [portion for portion in found if portion.cases]


def _again(articles: str, manifest: Manifest, cache: Path) -> Path:
    if articles != SAMPLE and not Path(articles).exists():
        raise RunInvalid(f"{manifest.name}: the articles of this run are gone: {articles}; put them there again")
    return _index(articles, settings_of(manifest), cache)


def _index(articles: str, settings: Settings, cache: Path) -> Path:
    """The sample's is used as it was thresholded: not calibrated."""
    if articles == SAMPLE:
        return indexed(sample_path(), settings, cache, calibrated=False)
    return indexed(Path(articles), settings, cache)
