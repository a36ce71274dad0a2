"""The documents say what the code does."""

import re
from pathlib import Path

from service.settings import LlmSettings, Settings, setting_names

ROOT = Path(__file__).parent.parent


def test_every_setting_stands_in_the_table_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(OTVET_\w+)` \| (.+?) \|", (ROOT / "docs/operations.md").read_text("utf-8"), re.M))
    fields = {name: field for name, field in Settings.model_fields.items() if name != "llm"}
    fields |= {f"llm__{name}": field for name, field in LlmSettings.model_fields.items()}
    assert set(rows) == {f"OTVET_{name.upper()}" for name in fields} == set(setting_names())
    for name, field in fields.items():
        empty = field.default is None or field.default == ()
        shown = "none" if empty else f"`{str(field.default).removesuffix('.0')}`"
        assert rows[f"OTVET_{name.upper()}"] == shown


def test_every_link_within_the_documents_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_direct_dependency_has_its_line_in_the_decisions() -> None:
    named = re.search(r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.M | re.S)
    assert named is not None
    decisions = (ROOT / "docs/decisions.md").read_text("utf-8")
    for requirement in re.findall(r'"([A-Za-z0-9_-]+)', named.group(1)):
        assert requirement in decisions, f"{requirement} has no reason in docs/decisions.md"
