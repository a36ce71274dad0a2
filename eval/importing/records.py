"""Tickets as objects with their comments (JSONL, JSON, YAML; dumps of a helpdesk's API) -> a table, a row a message."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.case_files import read_records
from eval.cases import told
from eval.errors import ImportRefused
from eval.importing.tables import Table
from kb_index.loaders.encodings import decode_any
from kb_index.loaders.table import Line
from kb_index.loaders.text_file import read_bytes

_LISTS = ("tickets", "results", "data", "issues", "cases", "items", "conversations", "records")
_THREADS = ("comments", "conversations", "messages", "thread", "replies", "conversation_parts")
_TEXTS = ("plain_body", "body_text", "content", "text", "message", "body", "html_body", "content_html", "comment")
_OPENINGS = ("description_text", "description", "message", "text", "body", "content", "question")
_TIMES = ("created_at", "created", "published_at", "updated_at", "time", "date", "timestamp")
_ROLES = ("role", "from", "author_role", "sender_type", "author_type", "direction")
_NAMED = ("name", "full_name", "display_name", "displayName", "email")
MOST_BYTES = 256_000_000
TEXT, AUTHOR, TIME, PRIVATE = "comment text", "comment author", "comment time", "comment private"


def record_table(path: Path) -> Table:
    """``number`` of a row is the line, or the place in the list, that the ticket stands at. Raises ImportRefused."""
    rows = [(number, row) for number, record in _records(path) for row in _rows(record)]
    header = tuple(dict.fromkeys(name for _, row in rows for name in row))
    lines = (Line(number, tuple(row.get(name) for name in header)) for number, row in rows)
    return Table(None, tuple(name.replace("_", " ") for name in header), tuple(lines))


def _records(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if path.suffix.lower() == ".json":
        try:
            value = json.loads(decode_any(read_bytes(path, limit=MOST_BYTES)))
        except (ValueError, RecursionError) as exc:
            raise ImportRefused(f"{path}: not JSON: {exc}") from exc
        found = list(enumerate(_listed(value), start=1))
    else:
        read = read_records(path)
        if read.faults:
            raise ImportRefused(told(read.faults))
        found = [(one.line, value) for one in read.records for value in _listed(one.value)]
    for number, record in found:
        if not isinstance(record, Mapping):
            raise ImportRefused(
                f"{path}:{number}: a ticket is an object of names and values, not {type(record).__name__}"
            )
        yield number, record


def _listed(value: Any) -> list[Any]:
    """The tickets of a list, or of an object that is there for the list in it."""
    if isinstance(value, Mapping):
        held = next((value[name] for name in _LISTS if isinstance(value.get(name), list | Mapping)), None)
        return [value] if held is None or {"subject", "id"} & set(value) else _listed(held)
    return value if isinstance(value, list) else [value]


def _rows(record: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    said = next((held for name in _THREADS if (held := _thread(record, name))), None)
    if said is None:
        yield _flat(record)
        return
    opening = _opening(record)
    shared = _flat({key: value for key, value in record.items() if key not in (*_THREADS, *_OPENINGS)})
    texts = {" ".join(_first(one, _TEXTS).split()) for one in said}
    if opening and " ".join(opening.split()) not in texts:
        yield {**shared, TEXT: opening, AUTHOR: "customer", TIME: _first(record, _TIMES), PRIVATE: "false"}
    for one in said:
        yield {
            **shared,
            TEXT: _first(one, _TEXTS),
            AUTHOR: _author(one, record),
            TIME: _first(one, _TIMES),
            PRIVATE: "true" if _is_private(one) else "false",
        }


def _thread(record: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Intercom wraps the list once more: ``{"conversation_parts": {"conversation_parts": […]}}``."""
    value = _inside(record, name).get(name) or record.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _opening(record: Mapping[str, Any]) -> str:
    """What the ticket began with; with Intercom it stands in ``source``."""
    told = (one[name] for one in (record, _inside(record, "source")) for name in _OPENINGS if name in one)
    return next((one for one in told if isinstance(one, str) and one.strip()), "")


def _inside(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = record.get(name)
    return value if isinstance(value, Mapping) else {}


def _flat(record: Mapping[str, Any]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in record.items():
        if isinstance(value, Mapping):
            found |= {f"{key} {name}": one for name, one in value.items() if isinstance(one, str | int | float)}
        elif isinstance(value, list):
            listed = [str(one) for one in value if isinstance(one, str | int | float)]
            found |= {key: ", ".join(listed)} if listed else {}
        elif f"{key}_text" not in record:
            found[key] = value
    return found


def _first(record: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((str(record[one]) for one in names if record.get(one) not in (None, "", [], {})), "")


def _author(said: Mapping[str, Any], record: Mapping[str, Any]) -> str:
    """A role where the dump tells one, else a name."""
    if isinstance(said.get("incoming"), bool):
        return "customer" if said["incoming"] else "agent"
    if said.get("staff_id") or said.get("user_id"):
        return "agent" if said.get("staff_id") else "customer"
    by = said.get("author_id") or said.get("sender_id")
    requester = record.get("requester_id") or _inside(record, "requester").get("id") or record.get("user_id")
    if by is not None and requester is not None:
        return "customer" if by == requester else "agent"
    role = _first(said, _ROLES)
    author = said.get("author") or said.get("sender") or said.get("user") or ""
    if isinstance(author, Mapping):
        return role or str(author.get("type") or "") or _first(author, _NAMED)
    return role or str(author)


def _is_private(said: Mapping[str, Any]) -> bool:
    hidden = said.get("private") is True or said.get("public") is False or said.get("note") is True
    return hidden or said.get("type") in ("private", "note", "internal")
