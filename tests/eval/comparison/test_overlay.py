"""A planted fault: another process reads the changed file, the source tree stays as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from eval.comparison.overlay import environment, lay_over, original
from eval.comparison.planted import PHRASE, RULE, bad_phrase, disabled_rule, phrase_let_through, short_passages
from eval.runs.record import Run
from service.standards.load import load_standard, shipped
from tests.eval.comparison.made_runs import answer, case, observed, run

NO_RUN: Run = run(Path("a"), [observed(case("c-1"), answer())])
READS = """
from kb_index import chunking
from service.drafting.prompt_book import phrase_book
print(chunking.TARGET, phrase_book("ru").slots["control_info"][0])
"""


def told(tree: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", READS], cwd=tree, env=environment(tree), check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_a_process_in_the_overlay_reads_what_was_planted_and_the_tree_stays(tmp_path: Path) -> None:
    before = {path: original(path) for path in ("prompts/phrases/ru.yaml", "kb_index/chunking.py")}
    tree = lay_over(tmp_path / "tree", {**bad_phrase(NO_RUN), **short_passages(NO_RUN)})
    assert told(tree) == f"100 {PHRASE}"
    assert {path: original(path) for path in before} == before
    assert not (tree / "kb_index" / "__pycache__").exists()


def test_a_file_can_be_missing_and_its_neighbours_are_there(tmp_path: Path) -> None:
    tree = lay_over(tmp_path / "tree", {"kb_index/sample/en/refund-policy.md": None})
    articles = {path.relative_to(tree / "kb_index/sample").as_posix() for path in tree.glob("kb_index/sample/*/*.md")}
    assert "en/refund-policy.md" not in articles
    assert {"en/refund-faq.md", "ru/refund-policy.md"} <= articles


def test_a_fault_in_a_file_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"phrases/xx\.yaml: the source tree has no such file"):
        lay_over(tmp_path / "tree", {"prompts/phrases/xx.yaml": ""})


def test_the_planted_standard_lacks_the_rule_that_the_planted_phrase_breaks(tmp_path: Path) -> None:
    changed = phrase_let_through(NO_RUN)
    assert set(changed) == {"prompts/phrases/ru.yaml", *disabled_rule(NO_RUN)}
    for name in ("base", "default"):
        text = changed.get(f"prompts/standards/{name}.yaml")
        shipped_text = Path(str(shipped().joinpath(f"{name}.yaml"))).read_text("utf-8")
        (tmp_path / f"{name}.yaml").write_text(text or shipped_text, "utf-8")
    rules = {rule.rule_id for rule in load_standard(str(tmp_path / "default.yaml")).rules}
    assert RULE not in rules
    assert RULE in {rule.rule_id for rule in load_standard("default").rules}
    assert PHRASE in yaml.safe_load(changed["prompts/phrases/ru.yaml"] or "")["control_info"]
