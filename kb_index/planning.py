"""Paths and what an index holds -> what a build has to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kb_index.contents import Holding
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.walk import load_source
from kb_index.records import Article


@dataclass(slots=True)
class Plan:
    """What a build will have to do."""

    anew: bool = False
    changed: list[tuple[Article, str, str]] = field(default_factory=list)  # with source and origin
    unchanged: int = 0
    moved: dict[str, Holding] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    prunable: list[str] = field(default_factory=list)
    taken_over: list[str] = field(default_factory=list)
    seen: dict[str, Found] = field(default_factory=dict)

    def take(self, found: Found, place: Holding, held: Holding | None, *, sources: Sequence[str]) -> None:
        """``place`` says what the article is now and where it stands, ``held`` what the index has."""
        article_id = found.article.article_id
        first = self.seen.setdefault(article_id, found)
        if first is not found:
            self._skip_twin(found, first)
            return
        if held is not None and held.source not in sources:
            self.taken_over.append(article_id)
        if self.anew or held is None or held.version_hash != place.version_hash:
            self.changed.append((found.article, place.source, place.origin))
            return
        self.unchanged += 1
        if held != place:
            self.moved[article_id] = place

    def _skip_twin(self, found: Found, first: Found) -> None:
        if (found.path, found.line) == (first.path, first.line):
            return  # the same file, reached through two of the paths
        place = f"{first.path}:{first.line}" if first.line else str(first.path)
        reason = f"the id “{found.article.article_id}” is taken by {place}; give it an id of its own"
        self.skipped.append(Skipped(found.path, reason, found.line))


def plan(paths: Sequence[Path], holdings: Mapping[str, Holding], *, anew: bool = False) -> Plan:
    """Compare what stands in ``paths`` with what the index holds; ``anew`` takes the unchanged for changed, too.

    Raises SourceUnreadable.
    """
    found = Plan(anew)
    sources = [str(path.resolve()) for path in paths]
    unread: set[tuple[str, str]] = set()
    filled: set[str] = set()
    for source in sources:
        for item in load_source(Path(source)):
            origin = _origin(item.path, Path(source))
            if isinstance(item, Skipped):
                found.skipped.append(item)
                if not item.unpublished:
                    unread.add((source, origin))
                continue
            filled.add(source)
            place = Holding(item.article.version_hash, source, origin)
            found.take(item, place, holdings.get(item.article.article_id), sources=sources)
    for article_id, held in holdings.items():
        if held.source in sources and article_id not in found.seen and not _stood_in(unread, held):
            found.gone.append(article_id)
    # A folder with nothing in it is more likely not mounted than meant.
    found.prunable = [article_id for article_id in found.gone if holdings[article_id].source in filled]
    return found


def _stood_in(unread: Set[tuple[str, str]], held: Holding) -> bool:
    """Whether the article came from a file, or from below a folder, that could not be read now."""
    origin = PurePosixPath(held.origin)
    return any((held.source, place.as_posix()) in unread for place in (origin, *origin.parents))


def _origin(path: Path, source: Path) -> str:
    return path.name if path == source else path.relative_to(source).as_posix()
