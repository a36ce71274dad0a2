"""A message as it came -> the customer's own words: no quoted letters, signature, greeting or polite padding."""

from __future__ import annotations

import re

from kb_index.records import Span
from service.understanding.cues import Cue, CueHit, find_cues, fold, words_of

_QUOTED_LINE = re.compile(r"[ \t]*[>|](?!\w)")
_DIVIDER = re.compile(r"[ \t]*[-_–—=*]{2,}[^\n]{0,60}[-_–—=*]{2,}[ \t]*$")
_DIVIDER_WORDS = re.compile(r"original|forwarded|message|исходн|пересыл|пересл|сообщени|письм", re.IGNORECASE)
_RULE = re.compile(r"[ \t]*_{8,}[ \t]*$")
_HEADER = re.compile(
    r"[ \t]*\**(от|from|кому|to|sent|отправлено|дата|date|тема|subject|копия|cc)\**[ \t]*:", re.IGNORECASE
)
_ATTRIBUTION = re.compile(
    r"(wrote|writes|написал|написала|написал\(а\)|пишет|писал|писала|писал\(а\)|сообщил|сообщила)[ \t]*:[ \t]*$",
    re.IGNORECASE,
)
_ATTRIBUTION_FROM = re.compile(
    r"\d{1,2}:\d{2}.{0,60}\b(от|from)\b.{1,120}:[ \t]*$|<[^<>\s]+@[^<>\s]+>[ \t]*:[ \t]*$", re.IGNORECASE
)
_SIGNATURE_MARK = re.compile(r"(--|—|––)[ \t]*$")
_POSTSCRIPT = re.compile(r"[ \t]*(p\.?[ \t]?s\.?|з\.?[ \t]?ы\.?|п\.?[ \t]?с\.?)[ .:,]", re.IGNORECASE)
_CONTACT = re.compile(
    r"(?:(?:тел|моб|tel|phone|e-?mail|почта|сайт)[.:]?\s*)*(?:\+?[\d()\-\s]{7,20}|\S+@\S+\.\w+|https?://\S+)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BLANKS = re.compile(r"[ \t\u00a0]{2,}")
_EMPTY_LINES = re.compile(r"\n\s*\n")
_EDGE = " \t\r\n.,!;:…)(*-–—\u00a0"
_SIGNATURE_LINES = 7


def own_words(text: str, *, signers: frozenset[str] = frozenset()) -> str:
    """``text`` without quoted earlier letters and without the signature (``signers``: folded words of the name).

    If nothing else is there (a forwarded letter, a message made of quotations), the quotation itself is kept.
    """
    tidy = _BLANKS.sub(" ", _COMMENT.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n"))
    lines = _EMPTY_LINES.sub("\n\n", tidy).split("\n")
    unquoted = _without_quotations(lines)
    if not any(line.strip() for line in unquoted):
        unquoted = [_QUOTED_LINE.sub("", line) for line in lines if not _is_letter_head(line)]
    return "\n".join(_without_names(_without_signature(unquoted), signers)).strip()


def _is_letter_head(line: str) -> bool:
    return bool(_HEADER.match(line) or _is_divider(line) or _ATTRIBUTION.search(line))


def _is_divider(line: str) -> bool:
    return len(line) <= 200 and bool(_DIVIDER.match(line) and _DIVIDER_WORDS.search(line))


def _without_quotations(lines: list[str]) -> list[str]:
    kept: list[str] = []
    in_heads = False  # of a letter that begins the message
    for number, line in enumerate(lines):
        if _begins_quoted_letter(lines, number):
            if any(one.strip() for one in kept):
                break
            in_heads = True
            continue
        in_heads = in_heads and (not line.strip() or bool(_HEADER.match(line)))
        if in_heads:
            continue
        if _QUOTED_LINE.match(line):
            _drop_attribution(kept)
        else:
            kept.append(line)
    return kept


def _begins_quoted_letter(lines: list[str], number: int) -> bool:
    line = lines[number]
    if _is_divider(line):
        return True
    following = lines[number + 1 : number + 6]
    if _HEADER.match(line) or _RULE.match(line):
        return sum(1 for one in following if _HEADER.match(one)) >= (2 if _RULE.match(line) else 1)
    if len(line) > 200 or not (_ATTRIBUTION.search(line) or _ATTRIBUTION_FROM.search(line)):
        return False
    # "On … wrote:" with "> " lines below is handled line by line, so that answers between them survive.
    return not any(_QUOTED_LINE.match(one) for one in following[:3]) and bool(re.search(r"\d|@", line))


def _drop_attribution(kept: list[str]) -> None:
    """Removes «12 мая, Иван написал:» (one or two lines) from before a quotation."""
    while kept and not kept[-1].strip():
        kept.pop()
    if kept and len(kept[-1]) <= 200 and (_ATTRIBUTION.search(kept[-1]) or _ATTRIBUTION_FROM.search(kept[-1])):
        kept.pop()
        if kept and re.match(r"\s*(on|am|le)\b.*\d", kept[-1], re.IGNORECASE) and len(kept[-1]) <= 120:
            kept.pop()


def _without_signature(lines: list[str]) -> list[str]:
    begun = False
    for number, line in enumerate(lines):
        bare = line.strip()
        begun, above = begun or bool(bare), begun
        if not above or not bare or len(bare) > 80 or "?" in bare:
            continue
        if not (_SIGNATURE_MARK.fullmatch(bare) or _opens_with_valediction(bare)):
            continue
        return lines[:number] + _after_signature(lines[number + 1 :])
    return _without_inline_valediction(lines)


def _without_names(lines: list[str], signers: frozenset[str]) -> list[str]:
    """Drops the last lines where they only name the sender: «Ольга Лаптева», «ООО «Светлый дом»», a phone."""
    kept = list(lines)
    while len(kept) > 1 and (not kept[-1].strip() or _names_sender(kept[-1], signers)):
        kept.pop()
    return kept if any(line.strip() for line in kept) else lines


def _names_sender(line: str, signers: frozenset[str]) -> bool:
    if len(line) > 80 or line.rstrip().endswith(("?", "!", ":")):
        return False
    if _CONTACT.fullmatch(line.strip()):
        return True
    words = words_of(line)
    return bool(words) and len(words) <= 7 and sum(word.text in signers for word in words) * 2 >= len(words)


def _opens_with_valediction(line: str) -> bool:
    return any(hit.cue is Cue.VALEDICTION and hit.words.start == 0 for hit in find_cues(line))


def _after_signature(rest: list[str]) -> list[str]:
    """What still belongs to the message below a signature: a postscript, or text too long to be a signature."""
    for number, line in enumerate(rest):
        if _POSTSCRIPT.match(line) or "?" in line or len(line) > 120 or number >= _SIGNATURE_LINES:
            return rest[number:]
    return []


def _without_inline_valediction(lines: list[str]) -> list[str]:
    """«Как сменить тариф? С уважением, Анна» in one line."""
    if not lines:
        return lines
    last = lines[-1]
    tail_start = max(0, len(last) - 90)
    for hit in find_cues(last[tail_start:]):
        at = tail_start + hit.span.start
        if hit.cue is Cue.VALEDICTION and at > 0 and "?" not in last[at:] and last[:at].rstrip()[-1:] in ".!?…)":
            return [*lines[:-1], last[:at].rstrip()]
    return lines


def without_greeting(text: str) -> str:
    """``text`` without «Здравствуйте, Мария!» at its beginning."""
    head = text[:160]
    words, hits = words_of(head), find_cues(head)
    end = 0
    while (hit := _longest(hits, {Cue.GREETING, Cue.ADDRESSEE}, at_word=end)) is not None:
        if hit.cue is Cue.ADDRESSEE and (end == 0 or "\n" in head[words[end - 1].span.end : hit.span.start]):
            break  # "Hello,\n\nThere is a payment": a new line is no longer the greeting
        end = hit.words.stop
    if not end:
        return text
    cut = words[end - 1].span.end
    return text[_after_name(text, cut) :].lstrip(_EDGE)


def _longest(hits: tuple[CueHit, ...], cues: set[Cue], *, at_word: int) -> CueHit | None:
    found = [hit for hit in hits if hit.cue in cues and hit.words.start == at_word]
    return max(found, key=lambda hit: len(hit.words)) if found else None


_NAME_AFTER_GREETING = re.compile(r"[,]?[ \t]+(?:[A-ZА-ЯЁ][\w\-]{1,20}[ \t]*){1,3}(?=[,!.\n]|$)")


def _after_name(text: str, cut: int) -> int:
    match = _NAME_AFTER_GREETING.match(text, cut)
    return match.end() if match else cut


def without_padding(sentence: str) -> str:
    """``sentence`` without «подскажите, пожалуйста» and the like: what is left is worth searching for."""
    spans = [hit.span for hit in find_cues(sentence) if hit.cue in {Cue.FILLER, Cue.GREETING, Cue.THANKS}]
    pieces, position = [], 0
    for span in _merged(spans):
        pieces.append(sentence[position : span.start])
        position = span.end
    pieces.append(sentence[position:])
    joined = re.sub(r"[ \t]{2,}", " ", " ".join(piece.strip(" \t,") for piece in pieces if piece.strip(" \t,")))
    return re.sub(r"[ \t]([?!.,;:])", r"\1", joined).lstrip(_EDGE).strip()


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def is_padding(sentence: str) -> bool:
    """Whether a sentence only greets, thanks or says goodbye."""
    words = words_of(sentence)
    if not words:
        return True
    polite = {Cue.GREETING, Cue.ADDRESSEE, Cue.THANKS, Cue.SMALLTALK, Cue.FILLER, Cue.VALEDICTION, Cue.POSITIVE}
    covered: set[int] = set()
    for hit in find_cues(sentence):
        if hit.cue in polite:
            covered.update(hit.words)
    left = len(words) - len(covered)
    marked = bool(covered) and fold(sentence).rstrip()[-1:] != "?"
    return marked and left <= (1 if len(words) > 2 else 0)
