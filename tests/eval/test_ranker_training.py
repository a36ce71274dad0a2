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
from kb_index.ranking.features import FEATURES
from kb_index.ranking.learned import LearnedReranker
from kb_index.records import Article

NAMES = list(FEATURES)


def example(good: dict[str, float], bad: dict[str, float], *, dense: bool = False, faq: bool = False) -> Example:
    """One passage that answers, two that do not; with ``faq`` the first of those comes from a FAQ page."""
    rows = np.zeros((3, len(NAMES)), np.float32)
    rows[:, 0] = [0.5, 0.48, 0.48]
    for row, held in enumerate((good, bad)):
        for name, value in held.items():
            rows[row, NAMES.index(name)] = value
    flags = np.array([True, False, False])
    return Example(rows, flags, ~flags, np.array([faq, faq, False]), dense, "v", 1.0)


def both(*given: Example) -> list[Example]:
    return [*given, example({"cosine": 1.0}, {}, dense=True)]


def test_evidence_of_good_passages_gets_weight_and_other_evidence_none() -> None:
    learnt = weights(both(*[example({"opening_8": 1.0}, {"coverage": 1.0})] * 20))["lexical_only"]

    assert learnt["opening_8"] > 0.0
    assert learnt["coverage"] == 0.0
    assert learnt["similarity"] == 1.0


def test_evidence_that_only_marks_faq_pages_is_held_down() -> None:
    marked = [example({"opening_8": 1.0}, {"opening_8": 0.9}, faq=True)] * 20

    free = weights(both(*marked), neutrality=0.0)["lexical_only"]["opening_8"]
    held = weights(both(*marked), neutrality=100.0)["lexical_only"]["opening_8"]

    assert held < free / 2


def test_learnt_weights_load_into_the_ranker() -> None:
    learnt = weights(both(example({"opening_8": 1.0}, {})))

    assert LearnedReranker.from_json(learnt).depth > 0


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(EvalError, match="with_dense"):
        weights([example({"opening_8": 1.0}, {})])


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

    assert main(["--data", str(tmp_path), "--embedder", "hashing", "--into", str(into)]) == 0

    said = capsys.readouterr().out
    assert "en/north, protocol A" in said
    assert "en/south, protocol B" in said
    assert json.loads(into.read_text())["trained_on"]["vendors"] == ["north", "south"]
    assert LearnedReranker.shipped(into).fingerprint.startswith("learned ")


def test_a_folder_without_knowledge_bases_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 1

    assert "no knowledge base" in capsys.readouterr().out
