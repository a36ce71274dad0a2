"""A Word document -> Article: headings, lists, tables, links and emphasis as Markdown."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import mammoth
from lxml import etree

from kb_index.errors import ArticleInvalid, SourceUnreadable
from kb_index.loaders.fields import build_article
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.html_markdown import headings, write
from kb_index.loaders.html_tree import drop_unseen, read_tree
from kb_index.loaders.zip_package import require_harmless

_BODY = "word/document.xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PROPERTY = r"<(?:\w+:)?{name}\b[^>]{{0,200}}>([^<]{{1,1000}})</"
# Beyond mammoth's own: the title of a document is its first heading, whatever is struck out is not said.
_STYLES = "\n".join(("p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh", "strike => s"))


def load(path: Path, root: Path) -> Iterator[Found | Skipped]:
    """One article. The title is that of the document's properties, else its first heading, else the file's name."""
    try:
        require_harmless(path, kind="DOCX")
        tree = read_tree(_html(path))
        drop_unseen(tree)
        for struck in tree.find_all("s"):
            struck.decompose()
        properties = _properties(path)
        fields = {
            "id": path.relative_to(root).with_suffix("").as_posix(),
            "title": next(headings(tree), None) or properties.get("title") or path.stem,
            "language": properties.get("language"),
            "updated_at": properties.get("modified"),
            "body_markdown": write(tree),
        }
        yield Found(build_article(fields), path)
    except (SourceUnreadable, ArticleInvalid) as exc:
        yield Skipped(path, str(exc))


def _html(path: Path) -> str:
    try:
        done = mammoth.convert_to_html(
            _without_hidden(path),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
            external_file_access=False,
        )
    except Exception as exc:
        raise SourceUnreadable(f"no readable document: {type(exc).__name__}: {exc}"[:200]) from exc
    return str(done.value)


def _without_hidden(path: Path) -> BytesIO:
    """The document without pictures, and without text that Word hides (``w:vanish``): mammoth would show it."""
    copy = BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(copy, "w") as plain:
        for part in package.infolist():
            if part.filename.startswith("word/media/"):
                continue
            data = package.read(part)
            plain.writestr(part.filename, _visible(data) if part.filename == _BODY else data)
    copy.seek(0)
    return copy


def _visible(document: bytes) -> bytes:
    tree = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    for mark in tree.findall(f".//{_WORD}r/{_WORD}rPr/{_WORD}vanish"):
        run = mark.getparent().getparent()
        if mark.get(f"{_WORD}val", "1") not in {"0", "false", "off"} and run.getparent() is not None:
            run.getparent().remove(run)
    return bytes(etree.tostring(tree))


def _properties(path: Path) -> dict[str, str]:
    """``title``, ``language`` and ``modified`` of the document, those that are filled."""
    try:
        with zipfile.ZipFile(path) as package:
            core = package.read("docProps/core.xml").decode("utf-8", "replace")
    except (KeyError, zipfile.BadZipFile):  # the part is optional
        return {}
    found = {name: re.search(_PROPERTY.format(name=name), core) for name in ("title", "language", "modified")}
    return {name: " ".join(match[1].split()) for name, match in found.items() if match and match[1].strip()}
