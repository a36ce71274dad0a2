"""docs/prompt.md shows the prompt as it is today."""

from __future__ import annotations

from pathlib import Path

from kb_index.sample_kb import sample_path

ROOT = Path(__file__).parents[2]


def test_the_page_shows_the_prompt_of_its_ticket_as_it_is_today(otvet, written, tmp_path):
    """When it fails: read the new prompt, then renew the page by the commands at its end."""
    index, page = tmp_path / "index", tmp_path / "prompt.md"
    shown = (ROOT / "docs" / "prompt.md").read_text("utf-8")
    page.write_text(shown, "utf-8")
    case = written((ROOT / "eval" / "cases" / "ru.jsonl").read_text("utf-8").splitlines()[0])
    assert otvet("index", "--into", index, sample_path() / "ru" / "refund-policy.md").code == 0
    assert otvet("prompts", "show", case, "--index", index, "--page", page).code == 0
    assert page.read_text("utf-8") == shown
