"""A stretch of an article -> its plain text, in which the names of buttons and the titles of pages keep a mark."""

from __future__ import annotations

import re
from functools import lru_cache

from kb_index.text.glued import glued
from kb_index.text.markdown import Rendered, render
from kb_index.text.markdown_inline import OURS
from kb_index.text.stopwords import STOP_WORDS

# Bold inside a sentence that begins with a capital letter: «нажмите **Сохранить**». Bold without one is stress, and a
# path through a menu is seen to be one.
_BOLD = re.compile(r"(?<=[\s(→>])(\*\*|__)(?P<name>[^*_`\[\]\\<>&\n«»“”\"|→]{1,60}?)(?P<stop>[.,;:]?)\1(?![\w*_])")
# The title of a page inside a sentence: «разовая выгрузка: [Выгрузка данных](…)»; a name has no word in small letters.
_LINK = re.compile(
    r"(?<!!)\[(?P<name>(?=[A-ZА-ЯЁ])(?=[^\]\n]{0,120}\s[a-zа-яё])[^*_`\[\]\\<>&\n«»“”\"|→]{1,120})\]\((?=[^\s)])"
)
_TITLE_STANDS = re.compile(r"[^\W_][\"»”)\]]*\s*[:,(—–-]?\s*\Z")
_DETERMINED = re.compile(r"\b(?:the|an?|your|our)\s+\Z", re.IGNORECASE)  # "over the HTTPS interface" is no title
_NAME = re.compile(r"\W{0,3}[A-ZА-ЯЁ]")
_SENTENCE = re.compile(r"[.!?;]\s")
_STRESSED = frozenset({"не", "ни", "нет", "все", "всё", "not", "no", "all", "never", "do not", "only", "must"})
_GOES_ON = re.compile(r"[^\W_][\"»”)\]]*\s*[,→>(—–-]?\s*\Z")
_RUSSIAN = re.compile("[А-Яа-яЁё]")
_OPEN = {"«": "»", "“": "”"}


@lru_cache(maxsize=1024)
def plain(markdown: str) -> Rendered:
    """As `render`, but a bold name of a control and a linked title stand in quotation marks, unless they do already.

    A space that is missing before a new sentence is put there.
    """
    rendered = _spaced(render(markdown))
    if not any(sign in markdown for sign in ("**", "__", "](")):
        return rendered
    marks = "«»" if _RUSSIAN.search(rendered.text) else '""'
    text, offsets = rendered.text, list(rendered.offsets)
    named = [*_BOLD.finditer(markdown), *_LINK.finditer(markdown)]
    for match in sorted(named, key=lambda one: one.start(), reverse=True):
        start = _shown(rendered, match.start("name"))
        end = start + len(match["name"])
        fits = _is_title if match.re is _LINK else _is_name
        if start < 0 or rendered.text[start:end] != match["name"] or not fits(rendered.text, start, end):
            continue
        text = text[:start] + marks[0] + text[start:end] + marks[1] + text[end:]
        offsets[end:end] = [OURS]
        offsets[start:start] = [OURS]
    return Rendered(text, tuple(offsets))


def _spaced(rendered: Rendered) -> Rendered:
    """«Готово.Если нет» gets its space; «asp.Net» has none to get: a full stop needs a word that only joins others."""
    text, offsets = rendered.text, list(rendered.offsets)
    for span, place in reversed([*glued(text)]):
        if text[place - 1] in "!?" or (text[place - 1] == "." and text[place : span.end].casefold() in STOP_WORDS):
            text = f"{text[:place]} {text[place:]}"
            offsets[place:place] = [OURS]
    return Rendered(text, tuple(offsets)) if len(text) > len(rendered.text) else rendered


def _shown(rendered: Rendered, place: int) -> int:
    """Where the sign at that place of the markdown stands in the text; -1 where the stars are shown, too: in code."""
    if place not in rendered.offsets or place - 1 in rendered.offsets:
        return -1
    return rendered.offsets.index(place)


def _is_name(text: str, start: int, end: int) -> bool:
    name, before = text[start:end], _before(text, start)
    if _quoted(before) or not _GOES_ON.search(before) or not re.search(r"[^\W\d_]", before):
        return False
    return bool(_NAME.match(name)) and name.casefold() not in _STRESSED and not _SENTENCE.search(name)


def _is_title(text: str, start: int, end: int) -> bool:
    before = _before(text, start)
    return bool(_TITLE_STANDS.search(before)) and not _DETERMINED.search(before) and not _quoted(before)


def _before(text: str, start: int) -> str:
    """What stands on the line before the name."""
    return text[text.rfind("\n", 0, start) + 1 : start]


def _quoted(before: str) -> bool:
    opened = any(before.count(one) > before.count(other) for one, other in _OPEN.items())
    return opened or before.count('"') % 2 == 1
