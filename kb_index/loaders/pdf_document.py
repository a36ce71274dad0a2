"""A PDF file -> Article: its text in reading order, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from kb_index.errors import ArticleInvalid, SourceUnreadable
from kb_index.loaders.fields import build_article
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.pdf_lines import Line, Sign, lines
from kb_index.loaders.pdf_markdown import first_heading, markdown, without_running_heads

MAX_PDF_BYTES = 128_000_000  # pictures make them large; only the text is read
MAX_PAGES = 1_000
_MOST_SIGNS = 1_200_000
_LEAST_SIGNS = 20  # less is a stamp or a page number on a scan
_UNREADABLE_SIZE = 2.0  # points
_HYPHENS = {0x02: "-", 0xAD: "-", 0xFFFE: "-"}  # how PDFium marks one at the end of a line
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?")
_NO_TITLE = re.compile(r"(?i)untitled|без (?:названия|имени)|microsoft word|\.(?:docx?|indd|odt|pdf|pptx?)$|^.{0,2}$")


def load(path: Path, root: Path) -> Iterator[Found | Skipped]:
    """One article; the title is the largest heading of the first page, else that of the properties, else the name."""
    try:
        if path.stat().st_size > MAX_PDF_BYTES:
            raise SourceUnreadable(f"larger than {MAX_PDF_BYTES // 1_000_000} MB; split it")
        with closing(_opened(path)) as document:
            found = without_running_heads(_lines(document), len(document))
            properties = document.get_metadata_dict(skip_empty=True)
        title = properties.get("Title", "")
        fields = {
            "id": path.relative_to(root).with_suffix("").as_posix(),
            "title": first_heading(found) or ("" if _NO_TITLE.search(title) else title) or path.stem,
            "updated_at": _date(properties.get("ModDate") or properties.get("CreationDate") or ""),
            "body_markdown": markdown(found),
        }
        yield Found(build_article(fields), path)
    except OSError as exc:
        yield Skipped(path, f"cannot be read: {exc.strerror or exc}")
    except pypdfium2.PdfiumError as exc:
        yield Skipped(path, f"no readable PDF: {exc}")
    except (SourceUnreadable, ArticleInvalid) as exc:
        yield Skipped(path, str(exc))


def _opened(path: Path) -> Any:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as exc:
        protected = "password" in str(exc).lower()
        raise SourceUnreadable("protected by a password" if protected else f"no readable PDF: {exc}") from exc
    if len(document) > MAX_PAGES:
        document.close()
        raise SourceUnreadable(f"more than {MAX_PAGES:,} pages; split it into articles")
    return document


def _lines(document: Any) -> list[Line]:
    found: list[Line] = []
    count = 0
    for number in range(len(document)):
        with closing(document[number]) as page, closing(page.get_textpage()) as text:
            signs = list(_signs(text, *page.get_size()))
            count += len(signs)
            if count > _MOST_SIGNS:
                raise SourceUnreadable(f"more than {_MOST_SIGNS:,} characters; split it into articles")
            found += lines(signs, page=number, height=page.get_height())
    if count < _LEAST_SIGNS:
        raise SourceUnreadable("there is no text in it, only pictures; run text recognition (OCR) over the scan first")
    return found


def _signs(text: Any, width: float, height: float) -> Iterator[Sign]:
    """What a reader can see: not what lies off the page or is too small to read."""
    box = pdfium.FS_RECTF()
    for index in range(min(text.count_chars(), _MOST_SIGNS)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if (code <= 0x20 and code not in _HYPHENS) or code == 0xA0:
            continue  # gaps tell the spaces
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        size = box.top - box.bottom
        if size >= _UNREADABLE_SIZE and -1 <= box.left <= width + 1 and -1 <= box.bottom <= height + 1:
            yield Sign(_HYPHENS.get(code) or chr(code), box.left, box.right, box.bottom, size)


def _date(written: str) -> str | None:
    match = _DATE.match(written)
    if match is None:
        return None
    day = f"{match[1]}-{match[2]}-{match[3]}"
    return f"{day}T{match[4]}:{match[5]}:{match[6]}" if match[4] else day
