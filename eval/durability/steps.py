"""A random number generator -> changes of a knowledge base, and what each must lead to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from random import Random

from kb_index.loaders.found import Found
from kb_index.loaders.walk import load_source
from kb_index.records import Article

_IDS = 90  # few enough that most steps meet an article that is there
_LONGEST = 6  # paragraphs


class Kind(StrEnum):
    PUT = "put"
    UPDATE = "update"
    BATCH = "batch"
    DELETE = "delete"
    RENAME = "rename"
    BUILD = "build"
    REBUILD = "rebuild"


_CHANCES = {
    Kind.PUT: 26,
    Kind.UPDATE: 22,
    Kind.BATCH: 14,
    Kind.DELETE: 14,
    Kind.RENAME: 10,
    Kind.BUILD: 10,
    Kind.REBUILD: 4,
}


@dataclass(frozen=True, slots=True)
class Held:
    """An article of the index. ``filed``: it came from the folder that builds read."""

    article: Article
    filed: bool


State = Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class Step:
    """One change. A build finds in ``puts`` all that is in its folder."""

    kind: Kind
    puts: tuple[Article, ...] = ()
    deletes: tuple[str, ...] = ()
    renamed: tuple[str, str] | None = None

    def message(self) -> str:
        puts = [{**asdict(one), "metadata": dict(one.metadata)} for one in self.puts]
        return json.dumps({"kind": self.kind, "puts": puts, "deletes": self.deletes, "renamed": self.renamed})

    @classmethod
    def read(cls, message: str) -> Step:
        fields = json.loads(message)
        puts = tuple(Article(**{**one, "access_groups": tuple(one["access_groups"])}) for one in fields["puts"])
        renamed = tuple(fields["renamed"]) if fields["renamed"] else None
        return cls(Kind(fields["kind"]), puts, tuple(fields["deletes"]), renamed)


def after(state: State, step: Step) -> dict[str, Held]:
    """What the index must hold when the step is done."""
    if step.kind in {Kind.BUILD, Kind.REBUILD}:
        kept = {article_id: held for article_id, held in state.items() if not held.filed}
        return {**kept, **{one.article_id: Held(one, filed=True) for one in step.puts}}
    if step.renamed is not None:
        return _renamed(state, *step.renamed)
    held = dict(state)
    for article in step.puts:
        if article.article_id not in held or held[article.article_id].article != article:
            held[article.article_id] = Held(article, filed=False)
    for article_id in step.deletes:
        held.pop(article_id, None)
    return held


def _renamed(state: State, article_id: str, to: str) -> dict[str, Held]:
    held = dict(state)
    if article_id in held and to not in held:
        held[to] = Held(replace(held.pop(article_id).article, article_id=to), filed=False)
    return held


class Author:
    """Writes articles from the paragraphs of others, and decides what happens to them."""

    def __init__(self, source: Path, random: Random) -> None:
        self._random = random
        found = [item.article for item in load_source(source) if isinstance(item, Found)]
        self._titles = [(one.title, one.language_code) for one in found]
        self._texts: dict[str, list[str]] = {}
        for one in found:
            parts = [part for part in one.body_markdown.split("\n\n") if part.strip()]
            self._texts.setdefault(one.language_code, []).extend(parts)

    def step(self, state: State) -> Step:
        (kind,) = self._random.choices(list(_CHANCES), list(_CHANCES.values()))
        ids = list(state)
        if not ids and kind in {Kind.UPDATE, Kind.DELETE, Kind.RENAME}:
            kind = Kind.PUT
        match kind:
            case Kind.PUT:
                return Step(kind, (self._article(self._id()),))
            case Kind.UPDATE:
                return Step(kind, (self._changed(state[self._random.choice(ids)].article),))
            case Kind.DELETE:
                return Step(kind, deletes=(self._random.choice([*ids, self._id()]),))
            case Kind.RENAME:
                return Step(kind, renamed=(self._random.choice(ids), self._id()))
            case Kind.BATCH:
                return self._batch(state)
        return Step(kind, self._folder(state))

    def question(self, state: State) -> tuple[str, str]:
        """Words of an article, and their language."""
        article = self._random.choice(list(state.values())).article
        words = f"{article.title} {article.body_markdown}".split()
        at = self._random.randrange(len(words))
        return " ".join(words[at : at + self._random.randint(2, 9)]), article.language_code

    def _batch(self, state: State) -> Step:
        ids = [self._id() for _ in range(self._random.randint(2, 12))]
        puts = tuple(self._article(one) for one in dict.fromkeys(ids))
        others = [one for one in state if one not in ids]
        deletes = self._random.sample(others, min(len(others), self._random.randint(0, 4)))
        return Step(Kind.BATCH, puts, tuple(deletes))

    def _folder(self, state: State) -> tuple[Article, ...]:
        """What stood there before, with some of it changed, left out or added."""
        filed = [held.article for held in state.values() if held.filed]
        kept = [self._changed(one) if self._random.random() < 0.3 else one for one in filed]
        kept = [one for one in kept if self._random.random() < 0.85]
        ids = {one.article_id for one in kept}
        added = {self._id() for _ in range(self._random.randint(1, 8))} - ids
        added = added if added or kept else {self._id()}  # nothing at all would be taken for a folder not mounted
        return (*kept, *(self._article(one) for one in sorted(added)))

    def _changed(self, article: Article) -> Article:
        what = self._random.randrange(4)
        if what == 0:
            return replace(article, uri=f"https://help.example.com/{self._random.randrange(1000)}")
        if what == 1:
            return replace(article, title=f"{article.title} {self._random.randrange(100)}")
        paragraphs = article.body_markdown.split("\n\n")
        paragraphs[self._random.randrange(len(paragraphs))] = self._paragraph(article.language_code)
        return replace(article, body_markdown="\n\n".join(paragraphs))

    def _article(self, article_id: str) -> Article:
        title, language_code = self._random.choice(self._titles)
        count = self._random.randint(1, _LONGEST)
        body = "\n\n".join(self._paragraph(language_code) for _ in range(count))
        return Article(article_id, title, f"{body}\n\nN{self._random.randrange(10**6)}.", language_code)

    def _paragraph(self, language_code: str) -> str:
        return self._random.choice(self._texts[language_code])

    def _id(self) -> str:
        return f"{self._random.choice(('orders', 'статьи', 'a b'))}/{self._random.randrange(_IDS // 3)}"


def write_folder(folder: Path, articles: Sequence[Article]) -> None:
    """A folder that a build reads as these articles."""
    folder.mkdir(exist_ok=True)
    lines = [json.dumps(_row(one), ensure_ascii=False) for one in articles]
    (folder / "articles.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _row(article: Article) -> dict[str, object]:
    names = {"article_id": "id", "language_code": "language", "title": "title", "body_markdown": "body_markdown"}
    found = {shown: getattr(article, name) for name, shown in names.items()}
    return found if article.uri is None else {**found, "url": article.uri}
