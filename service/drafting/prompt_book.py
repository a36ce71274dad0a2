"""prompts/phrases/*.yaml -> PhraseBook: what the composer may say; and the version of phrases and templates."""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from service.errors import ConfigInvalid

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where it was built

_FOLDER = "phrases"
_WORDED: Mapping[str, str] = {_FOLDER: ".yaml", "templates": ".md.j2"}  # what the words of a draft come from
_FIELDS: Mapping[str, frozenset[str]] = {
    slot: frozenset(fields.split())
    for fields, slots in {
        "": """greeting_plain greeting_plain_chat letter_thanks answer_lead answer_lead_steps answer_lead_table
            answers_lead_two answers_lead_many part_labels ordinals and more_many control_steps control_info
            faq_before faq_after control_many empathy acknowledge acknowledge_broken_promise
            acknowledge_repeated_contact acknowledge_outage report_thanks apology complaint_meanwhile
            complaint_control received holding_open incident_care clarify_lead clarify_details clarify_help thanks_plain
            thanks_solved thanks_confirm thanks_open closing_glad closing_done closing_thanks
            farewell refusal_lead refusal_question objection_lead objection_lead_need objection_question
            transfer_control social_private valediction team default_who default_who_senior
            default_who_data when_default others_kept others_help""",
        "name": "greeting_named greeting_named_chat answer_lead_named thanks_named closing_glad_named",
        "agent company": "introduction",
        "agent": "new_owner",
        "who when": """complaint_action holding_action holding_part escalate_person escalate_money
            escalate_terms escalate_legal escalate_incident transfer
            social_private_reply""",
        "which who when": "unanswered_one unanswered_many",
        "title": """article_says steps_are_in_article details_are_in_article more_without_url more_item_without_url
            other_language_without_url""",
        "title url": "more more_item other_language",
        "case_id": "received_case closing_done_case",
        "question": "received_question received_words",
        "question case_id": "received_question_case received_words_case",
        "subject": "received_subject",
        "first second": "clarify_choice",
        "company": "team_company",
        "time": "when_today",
        "date time": "when_tomorrow when_date",
        "zone": "zone",
    }.items()
    for slot in slots.split()
}
_IN_MARKS = frozenset({"title", "first", "second", "subject"})  # fields that phrases put between quotation marks
_INNER_MARKS = {"ru": str.maketrans("«»", "„“"), "en": str.maketrans("“”", "‘’") | str.maketrans('"', "'")}
PARTS = 8  # how many questions of one message get a label of their own


@dataclass(frozen=True, slots=True)
class Wording:
    """Small facts of a language: month names in the form that dates take, time zones, words to avoid."""

    months: tuple[str, ...]
    zones: Mapping[str, str]
    leaning_openers: frozenset[str]
    leans: re.Pattern[str]
    avoided: tuple[str, ...]
    innocent: re.Pattern[str]  # where an avoided word means something else
    way_words: frozenset[str]
    figure_words: Mapping[str, frozenset[str]]  # by kind: money, span, moment, number
    not_a_person: frozenset[str]
    points_up: re.Pattern[str]
    points_down: re.Pattern[str]
    of_the_article: re.Pattern[str]
    asks_what: re.Pattern[str]
    defines: re.Pattern[str]
    asks_use: re.Pattern[str]
    asks_fact: re.Pattern[str]
    asks_way: re.Pattern[str]
    trouble: re.Pattern[str]
    introduces: re.Pattern[str]
    counts: re.Pattern[str]
    monthly: re.Pattern[str]
    yearly: re.Pattern[str]
    about_us: re.Pattern[str]
    asks_ours: re.Pattern[str]
    consequence: re.Pattern[str]
    negates: re.Pattern[str]
    enumerates: re.Pattern[str]
    series: re.Pattern[str]  # a sentence that lists three things or more
    free: re.Pattern[str]
    asks_price: re.Pattern[str]
    compares: re.Pattern[str]
    compensation: re.Pattern[str]
    refund: re.Pattern[str]
    beyond_terms: re.Pattern[str]
    limits: re.Pattern[str]
    example: re.Pattern[str]
    yes_no: re.Pattern[str]
    charged_twice: re.Pattern[str]
    says_yes: re.Pattern[str]
    asks_remedy: re.Pattern[str]
    asks_who_may: re.Pattern[str]
    asks_leave: re.Pattern[str]
    states_leave: re.Pattern[str]
    clauses: re.Pattern[str]
    only: re.Pattern[str]
    leave_words: frozenset[str]
    people: frozenset[str]  # words for people, where grammar does not tell them


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """Variants by slot. Equal keys pick equal variants; different tickets differ."""

    language_code: str
    slots: Mapping[str, tuple[str, ...]]
    wording: Wording

    def say(self, slot: str, key: str, **fields: str) -> str:
        """The variant of ``slot`` that belongs to ``key``, filled in."""
        variants = self.slots[slot]
        digest = hashlib.sha256(f"{slot}\n{key}".encode("utf-8", "surrogatepass")).digest()
        named = {field: self._inside_marks(value) if field in _IN_MARKS else value for field, value in fields.items()}
        return variants[int.from_bytes(digest[:4], "big") % len(variants)].format_map(named)

    def _inside_marks(self, text: str) -> str:
        """Quotation marks inside quotation marks are those of the second kind: «Программа „Здоровье“»."""
        return text.translate(_INNER_MARKS[self.language_code])


@cache
def phrase_book(language_code: str) -> PhraseBook:
    """The phrases of ``ru`` or ``en``. Raises ConfigInvalid for a file that does not hold exactly the known slots."""
    name = f"{language_code}.yaml"
    data = _mapping(name, set(_FIELDS))
    slots = {slot: _variants(name, slot, lines) for slot, lines in data.items()}
    for slot in ("part_labels", "ordinals"):
        if len(slots[slot]) != PARTS:
            raise ConfigInvalid(f"prompts/phrases/{name}: {slot} needs exactly {PARTS} entries, in order.")
    return PhraseBook(language_code, slots, _wording(language_code))


def _variants(name: str, slot: str, lines: object) -> tuple[str, ...]:
    if not isinstance(lines, list) or not lines or not all(isinstance(line, str) and line.strip() for line in lines):
        raise ConfigInvalid(f"prompts/phrases/{name}: '{slot}' needs a list of at least one phrase.")
    for line in lines:
        named = {field for _, field, _, _ in string.Formatter().parse(line) if field is not None}
        if named != _FIELDS[slot]:
            wanted = ", ".join(sorted(_FIELDS[slot])) or "none"
            raise ConfigInvalid(f"prompts/phrases/{name}: '{slot}' takes the fields {wanted}; not so: {line!r}.")
    return tuple(lines)


def _wording(language_code: str) -> Wording:
    data = _mapping("wording.yaml", {"ru", "en"})[language_code]
    expected = {field.name for field in fields(Wording)}
    if not isinstance(data, dict) or set(data) != expected or len(data["months"]) != 12:
        raise ConfigInvalid(f"prompts/phrases/wording.yaml: '{language_code}' needs {sorted(expected)} and 12 months.")
    read: dict[str, Any] = {
        "months": tuple(data["months"]),
        "zones": dict(data["zones"]),
        "avoided": tuple(str(word) for word in data["avoided"]),
        "figure_words": {kind: frozenset(words) for kind, words in data["figure_words"].items()},
    }
    for one in fields(Wording):
        if one.type == "re.Pattern[str]":
            read[one.name] = _any_of(data[one.name])
        elif one.type == "frozenset[str]":
            read[one.name] = frozenset(str(word) for word in data[one.name])
    return Wording(**read)


def _any_of(shapes: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{shape})" for shape in shapes), re.IGNORECASE)


def _mapping(name: str, expected: set[str]) -> dict[str, object]:
    try:
        data = yaml.load(_read(name), Loader=_LOADER)  # noqa: S506 - a safe one
    except yaml.YAMLError as exc:
        raise ConfigInvalid(f"prompts/phrases/{name} is not valid YAML: {exc}") from exc
    if not isinstance(data, dict) or set(data) != expected:
        odd = sorted(set(data) ^ expected) if isinstance(data, dict) else ["no mapping at the top"]
        raise ConfigInvalid(f"prompts/phrases/{name}: missing or unknown keys: {odd}.")
    return data


def _read(name: str) -> str:
    return (files("prompts") / _FOLDER / name).read_text("utf-8")


@cache
def prompt_version() -> str:
    """Twelve hex digits over every phrase and template: another wording, another version."""
    return version_of(files("prompts"))


def version_of(prompts: Traversable) -> str:
    """The version of a folder that is laid out as the shipped one."""
    digest = hashlib.sha256()
    for folder, suffix in _WORDED.items():
        for entry in sorted((prompts / folder).iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(suffix):
                digest.update(f"{folder}/{entry.name}".encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
