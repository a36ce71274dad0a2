"""Texts of others -> blocks of a prompt that they cannot end, and in which no server reads signs of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from itertools import count

# A line that begins or ends a block, as the templates write it: «<<<СТАТЬЯ 2 3f9a1c22b7de>>>».
FENCE_LINE = re.compile(r"<<<[^<>\n]{0,60}\b[0-9a-f]{12}>>>")
# What chat templates of known model families are made of: many servers take it for a turn of the talk wherever it
# stands. https://huggingface.co/docs/transformers/chat_templating
_SERVER_SIGNS = re.compile(
    r"<(?=[|｜])|(?<=[|｜])>|<(?=/?(?:s|bos|eos|unk|pad|think|start_of_turn|end_of_turn|start_of_image)>)"
    r"|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\])|<(?=/?SYS>)",
    re.IGNORECASE,
)
# Invisible to a person, readable to a model: tags, directions of writing, zero-width signs.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def code_of(texts: Iterable[str]) -> str:
    """Twelve hex digits that stand in none of the texts; the same for the same texts."""
    told = tuple(texts)
    digest = hashlib.sha256("\0".join(told).encode("utf-8", "surrogatepass"))
    for attempt in count():
        tried = digest.copy()
        tried.update(attempt.to_bytes(4, "big"))
        code = tried.hexdigest()[:12]
        if not any(code in text.lower() for text in told):
            return code
    raise AssertionError("count() does not end")


def defused(text: str) -> str:
    """``text`` without invisible signs, and with a space inside whatever a server could take for a sign of its own."""
    return _SERVER_SIGNS.sub(_apart, _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def _apart(sign: re.Match[str]) -> str:
    return " >" if sign.group() == ">" else f"{sign.group()} "


def cropped(text: str, limit: int) -> str:
    """At most about ``limit`` characters: the beginning and a quarter from the end, cut between words."""
    if len(text) <= limit:
        return text
    head, tail = text[: limit * 3 // 4], text[-(limit // 4) :]
    head = head[: max(head.rfind(" "), head.rfind("\n"))] if re.search(r"\s", head) else head
    tail = re.sub(r"^\S*\s", "", tail, count=1)
    return f"{head.rstrip()}\n[…]\n{tail.lstrip()}"
