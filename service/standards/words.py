"""Nodes that every part of a pack writes alike -> ids, severities, texts in both languages."""

from __future__ import annotations

import re

from service.domain import Severity
from service.standards.model import LANGUAGES
from service.standards.node import Node

ID_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
KNOB_PATTERN = r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*"
CONFLICT_PATTERN = r"C[1-9][0-9]*"
_ID, _KNOB, _CONFLICT = re.compile(ID_PATTERN), re.compile(KNOB_PATTERN), re.compile(CONFLICT_PATTERN)


def identifier(node: Node) -> str:
    name = node.text()
    if not _ID.fullmatch(name):
        raise node.refusal(f"`{name}` is not an id; use small Latin letters, digits and single hyphens")
    return name


def knob_name(name: str, place: Node) -> str:
    if not _KNOB.fullmatch(name):
        raise place.refusal(f"`{name}` is not the name of a knob; write small Latin words with dots, such as `tone`")
    return name


def conflict_id(node: Node) -> str:
    name = node.text()
    if not _CONFLICT.fullmatch(name):
        raise node.refusal(f"`{name}` is not the id of a conflict; write C and a number, such as C1")
    return name


def severity(node: Node) -> Severity:
    return Severity(node.choice(Severity))


def bilingual(node: Node) -> dict[str, str]:
    entries = node.only(required=LANGUAGES)
    return {language: " ".join(entries[language].text().split()) for language in LANGUAGES}
