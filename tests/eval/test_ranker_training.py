"""Training of the light ranker: what it learns, what holds it neutral, and the command as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from eval.errors import EvalError
from eval.ranker_training import main
from eval.ranker_training_examples import Example
from eval.ranker_training_fit import weights
from eval.ranker_training_links import link_questions
from kb_index.ports import Mode
from kb_index.ranking.features import FEATURES
from kb_index.ranking.learned import LearnedReranker, shipped_file
from kb_index.records import Article
from tests.word_model import write_word_model

NAMES = list(FEATURES)


def example(
    good: dict[str, float], bad: dict[str, float], *, mode: Mode = Mode.LEXICAL_ONLY, faq: bool = False
) -> Example:
    """One passage that answers, two that do not; with ``faq`` the first of those comes from a FAQ page."""
    rows = np.zeros((3, len(NAMES)), np.float32)
    rows[:, 0] = [0.5, 0.48, 0.48]
    for row, held in enumerate((good, bad)):
        for name, value in held.items():
            rows[row, NAMES.index(name)] = value
    flags = np.array([True, False, False])
    return Example(rows, flags, ~flags, np.array([faq, faq, False]), mode, "v", 1.0)


def with_others(*given: Example) -> list[Example]:
    """The examples, and one of each mode with a dense leg."""
    return [*given, *(example({"cosine": 1.0}, {}, mode=mode) for mode in (Mode.WITH_DENSE, Mode.WITH_STATIC))]


def test_evidence_of_good_passages_gets_weight_and_other_evidence_none() -> None:
    learnt = weights(with_others(*[example({"opening_8": 1.0}, {"coverage": 1.0})] * 20))["lexical_only"]

    assert learnt["opening_8"] > 0.0
    assert learnt["coverage"] == 0.0
    assert learnt["similarity"] == 1.0


def test_evidence_that_only_marks_faq_pages_is_held_down() -> None:
    marked = [example({"opening_8": 1.0}, {"opening_8": 0.9}, faq=True)] * 20

    free = weights(with_others(*marked), neutrality=0.0)["lexical_only"]["opening_8"]
    held = weights(with_others(*marked), neutrality=100.0)["lexical_only"]["opening_8"]

    assert held < free / 2


def test_learnt_weights_load_into_the_ranker() -> None:
    learnt = weights(with_others(example({"opening_8": 1.0}, {})))

    assert LearnedReranker.from_json(learnt).depth > 0


def test_nothing_to_learn_from_is_said() -> None:
    taught = [example({"opening_8": 1.0}, {}), example({"cosine": 1.0}, {}, mode=Mode.WITH_STATIC)]
    with pytest.raises(EvalError, match=r"no example teaches with_dense.*--only"):
        weights(taught)

    assert set(weights(taught, modes={Mode.LEXICAL_ONLY, Mode.WITH_STATIC})) == {"lexical_only", "with_static"}


def test_each_mode_learns_from_the_examples_of_its_own() -> None:
    wanted = {Mode.LEXICAL_ONLY: "opening_8", Mode.WITH_DENSE: "cosine", Mode.WITH_STATIC: "coverage"}
    learnt = weights([example({name: 1.0}, {}, mode=mode) for mode, name in wanted.items() for _ in range(20)])

    for mode, name in wanted.items():
        assert {one for one, weight in learnt[mode].items() if weight} == {"similarity", name}


def article(key: str, title: str, body: str) -> Article:
    return Article(key, title, body, "en", uri=f"https://help.example/docs/{key}")


def test_words_of_a_link_ask_for_the_page_that_it_leads_to() -> None:
    pages = [
        article("a/backup", "Backups", "Nothing here."),
        article(
            "a/disk", "Disks", "First [make a copy by hand](../a/backup.md), then [read on](https://else.example/x)."
        ),
    ]

    assert [(one.text, one.relevant) for one in link_questions(pages, "kb")] == [("make a copy by hand", ("a/backup",))]


def test_links_that_repeat_a_title_or_lead_to_several_pages_teach_nothing() -> None:
    pages = [
        article("a/backup", "Make a backup", "See [how it is done](../a/disk)."),
        article("a/disk", "Disks", "See [Make a backup](../a/backup) and [how it is done](../a/net)."),
        article("a/net", "Networks", "Text."),
    ]

    assert link_questions(pages, "kb") == []


def write_data(folder: Path) -> None:
    """Two vendors; each has three pages and a question for each."""
    words = ["password", "invoice", "backup"]
    rows = []
    (folder / "kb_en_noquestions").mkdir()
    for vendor in ("north", "south"):
        pages = [
            {
                "id": f"{vendor}:{word}",
                "title": f"About the {word}",
                "lang": "en",
                "product": vendor,
                "kind": "faq" if word == "invoice" else "article",
                "body_markdown": f"The {word} is kept for a year.\n\nOther things too, for {vendor}.",
            }
            for word in words
        ]
        lines = "".join(json.dumps(page) + "\n" for page in pages)
        (folder / "kb_en_noquestions" / f"{vendor}.jsonl").write_text(lines)
        for word in words:
            found = {"relevant": [f"{vendor}:{word}"], "kb": vendor, "lang": "en", "origin": "test"}
            rows.append({"id": f"{vendor}-{word}", "text": f"How long is the {word} kept?", **found})
            rows.append({"id": f"{vendor}-{word}-page", "text": f"About a {word}", **found, "relevant_linked": []})
        rows.append(
            {"id": f"{vendor}-linked", "text": "Where is it kept?", **found, "relevant_linked": [f"{vendor}:backup"]}
        )
    (folder / "queries_en.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_the_command_judges_on_the_unseen_vendor_and_writes_weights(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_data(tmp_path)
    into = tmp_path / "weights.json"

    only = ["--only", "lexical_only", "with_dense"]
    assert main(["--data", str(tmp_path), "--embedder", "hashing", "--into", str(into), *only]) == 0

    said = capsys.readouterr().out
    assert "en/north, protocol A" in said
    assert "en/south, protocol B" in said
    written = json.loads(into.read_text())
    assert written["trained_on"]["with_dense"]["vendors"] == ["north", "south"]
    assert written["with_static"] == json.loads(shipped_file().read_text())["with_static"]
    assert LearnedReranker.shipped(into).fingerprint.startswith("learned ")


def part(text: str, mode: Mode) -> str:
    """The lines of one mode's weights."""
    return text[text.rindex(f'"{mode}": {{') :].split("}", 1)[0]


def test_one_mode_alone_is_trained_and_the_others_stay_byte_for_byte(tmp_path: Path) -> None:
    write_data(tmp_path)
    model = write_word_model(tmp_path / "static", {word: n for n, word in enumerate(["password", "invoice", "backup"])})
    into = tmp_path / "weights.json"
    into.write_text(before := json.dumps(json.loads(shipped_file().read_text()), indent=2) + "\n")
    only = ["--only", "with_static", "--sources", "questions"]

    assert main(["--data", str(tmp_path), "--embedder", str(model), "--into", str(into), *only]) == 0

    after = into.read_text()
    assert part(after, Mode.WITH_STATIC) != part(before, Mode.WITH_STATIC)
    for mode in (Mode.LEXICAL_ONLY, Mode.WITH_DENSE):
        assert part(after, mode) == part(before, mode)
        assert json.loads(after)["trained_on"][mode] == json.loads(before)["trained_on"][mode]
    assert json.loads(after)["trained_on"]["with_static"] == {"sources": ["questions"], "vendors": ["north", "south"]}


def test_a_file_without_the_weights_that_are_to_stay_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_data(tmp_path)
    (tmp_path / "weights.json").write_text('{"lexical_only": {}}')
    into = ["--into", str(tmp_path / "weights.json")]

    assert main(["--data", str(tmp_path), "--embedder", "hashing", *into, "--only", "with_static"]) == 1

    assert "no usable weights of lexical_only, with_dense" in " ".join(capsys.readouterr().out.split())


def test_a_folder_without_knowledge_bases_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 1

    assert "no knowledge base" in capsys.readouterr().out
