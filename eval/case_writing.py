"""Case[] -> a file: a line of JSON each, or a YAML list that people edit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from eval.case_files import YAML_SUFFIXES
from eval.cases import Case, case_json


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, long lines unbroken."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        # A block cannot hold lines that end or begin with spaces; the emitter falls back to quotes there.
        return self.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_Dumper.add_representer(str, _Dumper.represent_str)


def write_cases(path: Path, cases: Sequence[Case]) -> None:
    """By the suffix; read back by `eval.cases.load_cases`, they are equal."""
    path.parent.mkdir(parents=True, exist_ok=True)
    held = [case_json(case) for case in cases]
    if path.suffix.lower() in YAML_SUFFIXES:
        text = yaml.dump(held, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)
    else:
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in held)
    path.write_text(text, encoding="utf-8")
