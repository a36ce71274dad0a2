"""A row or a record of questions and answers, with whatever names its columns bear -> the fields of an Article."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from kb_index.errors import ArticleInvalid

# Field -> the names of columns, in the order in which they count; lower case, ё as е, words parted by one space.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "article id", "ид", "код", "артикул", "ключ", "key", "slug"),
    "title": (
        "question",
        "вопрос",
        "вопрос клиента",
        "вопросы",
        "текст вопроса",
        "формулировка",
        "questions",
        "title",
        "заголовок",
        "название",
        "наименование",
        "тема",
        "headline",
        "subject",
        "name",
        "q",
        "customer question",
        "faq question",
    ),
    "body_markdown": (
        "body markdown",
        "answer",
        "ответ",
        "ответ клиенту",
        "ответ оператора",
        "текст ответа",
        "answers",
        "ответы",
        "body",
        "text",
        "текст",
        "content",
        "содержание",
        "содержимое",
        "решение",
        "solution",
        "response",
        "reply",
        "a",
        "текст статьи",
        "answer text",
        "faq answer",
        "описание",
        "description",
    ),
    "language": ("language code", "language", "lang", "locale", "язык", "локаль"),
    "url": ("url", "uri", "html url", "link", "ссылка", "адрес", "адрес страницы", "source url", "источник", "source"),
    "updated_at": (
        "updated at",
        "updated",
        "last updated",
        "last modified",
        "modified",
        "modified at",
        "обновлено",
        "дата обновления",
        "изменено",
        "дата изменения",
        "дата",
        "date",
    ),
    "product": ("product", "продукт", "товар"),
    "kind": ("kind", "type", "тип"),
    "valid_from": ("valid from", "действует с", "дата начала", "начало действия"),
    "valid_to": ("valid to", "valid until", "действует до", "действует по", "дата окончания", "окончание действия"),
    "access_groups": ("access groups", "группы доступа", "доступ"),
}
_OF_COLUMN = {name: field for field, names in _COLUMNS.items() for name in names}
_DAYS = frozenset({"updated_at", "valid_from", "valid_to"})
_EVERYONE = frozenset({"everyone", "все", "public", "all", "для всех"})
_TAG = re.compile(r"</(?:p|div|ul|ol|li|table|h[1-6]|span|strong|b|em|i|a)>|<br\s*/?>", re.IGNORECASE)
_OPENS_TAG = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])(?!https?://|mailto:)")
_DAY_FIRST = re.compile(r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,]+(\d{1,2}:\d{2}(?::\d{2})?))?\s*")
_LISTED = re.compile(r"\s*(?:[-*+•·–—]|\d{1,3}[.)])\s+\S")
_BULLET = re.compile(r"^(\s*)[•·–—]\s+", re.MULTILINE)


def columns(header: Sequence[object]) -> dict[int, str]:
    """Column -> field, for a row that names both a question (or title) and an answer; else empty.

    Where two columns mean the same field the better name counts; the other stays a column of its own.
    """
    names = [_plain_name(cell) for cell in header]
    found: dict[str, int] = {}
    for index, name in enumerate(names):
        field = _OF_COLUMN.get(name)
        order = _COLUMNS.get(field or "", ())
        if field and (field not in found or order.index(name) < order.index(names[found[field]])):
            found[field] = index
    if not {"title", "body_markdown"} <= found.keys():
        return {}
    return {index: field for field, index in found.items()}


def named_record(record: Mapping[str, object], *, name: str) -> dict[str, object]:
    """The fields of a JSON record whose keys are columns of a table, or fields of an Article already."""
    keys = list(record)
    of_key = columns(keys)
    fields = {of_key.get(index, key): record[key] for index, key in enumerate(keys)}
    if "body_markdown" not in record and isinstance(fields.get("body_markdown"), str):
        fields["body_markdown"] = body_text(str(fields["body_markdown"]))
    if of_key and fields.get("id") in (None, "") and fields.get("title"):
        fields["id"] = question_id(name, str(fields["title"]))
    return fields


def row_fields(
    header: Sequence[str], of_column: Mapping[int, str], row: Sequence[object], *, name: str
) -> dict[str, object]:
    """The fields of one row. Raises ArticleInvalid for a row without question or answer."""
    fields: dict[str, object] = {}
    for index, name_of_column in enumerate(header):
        value = _value(row[index]) if index < len(row) else None
        key = of_column.get(index) or name_of_column or f"column {index + 1}"
        if value not in (None, "") or key == "access_groups":
            fields[key] = value
    for field, called in (("title", "question"), ("body_markdown", "answer")):
        if not str(fields.get(field, "")).strip():
            raise ArticleInvalid(f"the row has no {called}")
    question = str(fields["title"])
    given = str(fields.get("id", "")).strip()
    fields["id"] = f"{name}/{given}" if given else question_id(name, question)
    fields["body_markdown"] = body_text(str(fields["body_markdown"]))
    for key in _DAYS & fields.keys():
        fields[key] = _day(fields[key])
    if "access_groups" in fields:
        fields["access_groups"] = _groups(fields["access_groups"])
    return fields


def question_id(name: str, question: str) -> str:
    """Stays as it is when rows move or the answer changes."""
    words = " ".join(re.findall(r"\w+", question.lower().replace("ё", "е"))) or question
    return f"{name}/q-{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:16]}"


def body_text(written: str) -> str:
    """HTML as Markdown; in plain text every line is a paragraph, except in lists, and ``<name>`` stays readable."""
    text = written.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _TAG.search(text) and "```" not in text:
        from kb_index.loaders.html_markdown import markdown_of

        marked = re.search(r"<(?:br|p)\b", text, re.IGNORECASE)
        return markdown_of(text.replace("\n", " " if marked else "<br>"))
    if "```" in text or "\n|" in text:
        return text
    lines = _BULLET.sub(r"\1- ", _OPENS_TAG.sub(r"\\<", text)).split("\n")
    out = lines[:1]
    for before, line in itertools.pairwise(lines):
        joined = not before.strip() or not line.strip() or (_LISTED.match(before) and _LISTED.match(line))
        out.append(line if joined else f"\n{line}")
    return "\n".join(out)


def _plain_name(cell: object) -> str:
    name = str(cell or "").lower().replace("ё", "е")
    return " ".join(re.findall(r"\w+", name.replace("_", " ")))


def _value(cell: object) -> object:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)  # a table writes the id 17 as 17.0
    return cell


def _day(value: object) -> object:
    """``14.03.2026`` as ``2026-03-14``; what is no such day is left to the rules of articles."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    match = _DAY_FIRST.fullmatch(str(value))
    if match is None:
        return str(value)
    day = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    return f"{day}T{match[4]:0>5}" if match[4] else day


def _groups(value: object) -> object:
    text = str(value or "").strip()
    if text.lower() in _EVERYONE:
        return []
    if not text:
        raise ArticleInvalid("the column of access groups is empty here; write the groups, or “everyone” (“все”)")
    return [group.strip() for group in re.split("[,;\n]", text) if group.strip()]
