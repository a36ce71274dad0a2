"""prompts/phrases/*.yaml -> PhraseBook: what the composer may say, and the version of all of it."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from service.errors import ConfigInvalid

_FOLDER = "phrases"
_FIELDS: Mapping[str, frozenset[str]] = {
    slot: frozenset(fields.split())
    for fields, slots in {
        "": """greeting_plain greeting_plain_chat letter_thanks answer_lead answer_lead_steps answer_lead_table
            answers_lead_two answers_lead_many part_labels more_many control_steps control_info
            control_many empathy acknowledge acknowledge_broken_promise acknowledge_repeated_contact
            acknowledge_outage report_thanks apology complaint_meanwhile complaint_control received
            holding_open incident_care clarify_lead clarify_details clarify_help thanks_plain
            thanks_solved thanks_confirm thanks_open closing_glad closing_done closing_thanks
            farewell refusal_lead refusal_question objection_lead objection_question
            transfer_control social_private valediction team default_who default_who_senior
            default_who_data when_default""",
        "name": "greeting_named greeting_named_chat answer_lead_named thanks_named closing_glad_named",
        "agent company": "introduction",
        "agent": "new_owner",
        "who when": """unanswered_part complaint_action holding_action holding_part escalate_person escalate_money
            escalate_terms escalate_legal escalate_incident transfer
            social_private_reply""",
        "title": "article_says steps_are_in_article more_without_url more_item_without_url other_language_without_url",
        "title url": "more more_item other_language",
        "case_id": "received_case closing_done_case",
        "question": "received_question",
        "question case_id": "received_question_case",
        "subject": "received_subject",
        "first second": "clarify_choice",
        "company": "team_company",
        "time": "when_today",
        "date time": "when_tomorrow when_date",
        "zone": "zone",
    }.items()
    for slot in slots.split()
}
PARTS = 5  # how many questions of one message get a label of their own


@dataclass(frozen=True, slots=True)
class Wording:
    """Small facts of a language: month names in the form that dates take, time zones, words to avoid."""

    months: tuple[str, ...]
    zones: Mapping[str, str]
    leaning_openers: frozenset[str]
    avoided: tuple[str, ...]
    way_words: frozenset[str]
    figure_words: frozenset[str]
    not_a_person: frozenset[str]


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
        return variants[int.from_bytes(digest[:4], "big") % len(variants)].format_map(fields)


@cache
def phrase_book(language_code: str) -> PhraseBook:
    """The phrases of ``ru`` or ``en``. Raises ConfigInvalid for a file that does not hold exactly the known slots."""
    name = f"{language_code}.yaml"
    data = _mapping(name, set(_FIELDS))
    slots = {slot: _variants(name, slot, lines) for slot, lines in data.items()}
    if len(slots["part_labels"]) != PARTS:
        raise ConfigInvalid(f"prompts/phrases/{name}: part_labels needs exactly {PARTS} labels, in order.")
    return PhraseBook(language_code, slots, _wording(language_code))


def _variants(name: str, slot: str, lines: object) -> tuple[str, ...]:
    if not isinstance(lines, list) or not lines or not all(isinstance(line, str) and line.strip() for line in lines):
        raise ConfigInvalid(f"prompts/phrases/{name}: '{slot}' needs a list of at least one phrase.")
    for line in lines:
        fields = {field for _, field, _, _ in string.Formatter().parse(line) if field is not None}
        if fields != _FIELDS[slot]:
            wanted = ", ".join(sorted(_FIELDS[slot])) or "none"
            raise ConfigInvalid(f"prompts/phrases/{name}: '{slot}' takes the fields {wanted}; not so: {line!r}.")
    return tuple(lines)


def _wording(language_code: str) -> Wording:
    data = _mapping("wording.yaml", {"ru", "en"})[language_code]
    expected = {"months", "zones", "leaning_openers", "avoided", "not_a_person", "way_words", "figure_words"}
    if not isinstance(data, dict) or set(data) != expected or len(data["months"]) != 12:
        raise ConfigInvalid(f"prompts/phrases/wording.yaml: '{language_code}' needs {sorted(expected)} and 12 months.")
    return Wording(
        months=tuple(data["months"]),
        zones=dict(data["zones"]),
        leaning_openers=frozenset(data["leaning_openers"]),
        avoided=tuple(str(word) for word in data["avoided"]),
        way_words=frozenset(data["way_words"]),
        figure_words=frozenset(data["figure_words"]),
        not_a_person=frozenset(str(word) for word in data["not_a_person"]),
    )


def _mapping(name: str, expected: set[str]) -> dict[str, object]:
    try:
        data = yaml.safe_load(_read(name))
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
    """Twelve hex digits over every file of phrases: another wording, another version."""
    digest = hashlib.sha256()
    for entry in sorted((files("prompts") / _FOLDER).iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".yaml"):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
