"""Templates, the style sheet and the script of this folder -> one HTML document that needs nothing else."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jinja2
from markupsafe import Markup, escape

from eval.pages import words

_WEB = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff\0]")


@dataclass(frozen=True, slots=True)
class Asset:
    """An inline style sheet or script, and the hash by which the policy of the page lets it, and no other, in."""

    text: Markup
    allowed: str


def environment(undefined: type[jinja2.Undefined] = jinja2.Undefined) -> jinja2.Environment:
    """Escapes everything. Lenient, since fields that an answer leaves out when empty are undefined here."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("eval.pages"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=undefined,
    )
    made.filters |= {
        "web": web,
        "whole": whole,
        "pretty": pretty,
        "percent": words.percent,
        "ms": words.milliseconds,
        "moment": words.moment,
    }
    return made


@cache
def shipped() -> jinja2.Environment:
    return environment()


def asset(*names: str) -> Asset:
    """Files of the templates' folder, one after the other: of two rules of equal weight the later one holds."""
    folder = files("eval.pages").joinpath("templates")
    text = "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Asset(Markup(text), f"'sha256-{digest}'")  # noqa: S704 - the project's own file


def web(uri: object) -> str | None:
    """An address that may become a link: neither a script nor a file of the reader's."""
    return uri if isinstance(uri, str) and _WEB.fullmatch(uri) else None


def whole(text: str) -> Markup:
    """Escaped, and with line ends as they are: a parser of HTML would turn a carriage return into a line feed."""
    return escape(text).replace("\r", Markup("&#13;"))


def pretty(value: object) -> str:
    """A part of a request, to be read."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def packed(texts: Sequence[str]) -> str:
    """Compressed JSON in letters that mean nothing to a parser of HTML; the same texts give the same letters."""
    written = json.dumps([well_formed(one) for one in texts], ensure_ascii=False)
    return base64.b64encode(gzip.compress(written.encode(), 9, mtime=0)).decode()


def well_formed(text: str) -> str:
    """What is no character becomes U+FFFD, one for one: UTF-8 cannot write it, and HTML drops it."""
    return _SURROGATE.sub("\ufffd", text)
