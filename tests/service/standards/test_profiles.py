"""The ready profiles: what each judges otherwise than the default standard, and what none of them may soften."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.bars.corpus import opened
from service.guardrail.audit import idle
from service.guardrail.compile import compile_standard
from service.guardrail.example_context import example_context
from service.standards.load import load_standard
from service.standards.node import Node

PROFILES = ("directum-strict", "1c-connect-chat", "bitrix24-partner", "retail-social", "playful-brand")
IDS = Path(__file__).with_name("catalogue_ids.txt").read_text(encoding="utf-8").split()
LETTER = {"channel": "email", "agent.first_name": "Мария", "agent.last_name": "Котова", "agent.company": "Альфа"}
ROSA = {"end_user.name": "Роза", "end_user.patronymic": "Анатольевна"}


def judged(name: str, rule_id: str, text: str, context: dict[str, str], language: str = "ru") -> str | None:
    """The severity at which the rule finds something; None where it finds nothing."""
    asked = example_context({key: Node(value, "test", 1) for key, value in context.items()}, language)
    found = [one for one in opened(name).check(text, asked).findings if one.rule.rule_id == rule_id]
    return found[0].rule.severity.value if found else None


@pytest.mark.parametrize(
    ("profile", "rule_id", "text", "context", "by_default", "by_profile"),
    [
        ("directum-strict", "no-stock-phrases", "Ваш звонок очень важен для нас.", {}, "warning", "error"),
        ("directum-strict", "no-vague-soon", "Ответим в ближайшее время.", {}, "warning", "error"),
        ("directum-strict", "signature-full-name", "Счёт во вложении.", LETTER, "warning", "error"),
        ("1c-connect-chat", "signature-full-name", "Счёт во вложении.", LETTER, "warning", None),
        ("1c-connect-chat", "patronymic-if-known", "Здравствуйте, Роза! Готово.", ROSA, "warning", "error"),
        ("1c-connect-chat", "farewell-at-end", "Спасибо за обращение.", {"case.stage": "closing"}, "warning", "error"),
        ("1c-connect-chat", "thanks-at-end", "Всего доброго!", {"case.stage": "closing"}, "warning", "error"),
        (
            "1c-connect-chat",
            "control-question",
            "Пароль сбрасывается по ссылке.",
            {"case.stage": "first", "case.answer_given": "true"},
            "warning",
            "error",
        ),
        ("bitrix24-partner", "no-repeat-apology", "Извините за сбой. Ещё раз извините.", {}, "warning", "error"),
        (
            "bitrix24-partner",
            "no-sales-cta-at-end",
            "Отчёт настроен. Подключите модуль CRM со скидкой!",
            {"case.stage": "first"},
            "warning",
            "error",
        ),
        ("retail-social", "no-problema", "У вас возникла проблема с оплатой.", {}, "error", "warning"),
        ("retail-social", "patronymic-if-known", "Здравствуйте, Роза! Готово.", ROSA, "warning", None),
        ("retail-social", "no-emoji", "Заказ в пути 🙂", {}, "info", None),
        ("playful-brand", "signature-full-name", "Счёт во вложении.\n\nМария", LETTER, "warning", None),
        ("playful-brand", "signature-first-name", "Счёт во вложении.", LETTER, None, "warning"),
        ("playful-brand", "humour-gated", "Посылка ушла в отпуск, шучу!", {"case.stage": "followup"}, "warning", None),
    ],
)
def test_a_profile_judges_a_text_otherwise_than_the_default(profile, rule_id, text, context, by_default, by_profile):
    assert judged("default", rule_id, text, context) == by_default
    assert judged(profile, rule_id, text, context) == by_profile


def test_a_playful_brand_still_answers_a_complaint_without_jokes():
    complaint = {"case.stage": "complaint"}
    assert judged("playful-brand", "humour-gated", "Посылка ушла в отпуск, шучу!", complaint) == "warning"
    assert judged("playful-brand", "no-smiley-on-complaint", "Уже чиним :)", complaint) == "warning"


def test_retail_takes_forbidden_words_more_lightly_in_english():
    assert judged("default", "no-ne-znayu", "I don't know.", {}, "en") == "error"
    assert judged("retail-social", "no-ne-znayu", "I don't know.", {}, "en") == "warning"
    assert judged("retail-social", "no-ne-znayu", "Я не знаю.", {}) == "error"


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_has_every_rule_of_the_default_and_softens_no_locked_one(profile):
    default, loaded = load_standard("default"), load_standard(profile)
    locked = {rule.rule_id: rule.severity for rule in default.rules if rule.locked}
    assert {rule.rule_id: rule.severity for rule in loaded.rules if rule.locked} == locked
    assert {rule.rule_id for rule in loaded.definitions} == {rule.rule_id for rule in default.definitions}
    assert loaded.extends == ("default",)


def test_a_team_sets_its_own_numbers(tmp_path):
    path = tmp_path / "brand.yaml"
    head = "standard: brand\ndescription: {ru: Проба, en: Sample}\nextends: [default]\n"
    path.write_text(f"{head}settings: {{limits.words.chat: '10', frt.chat_minutes: '60'}}\n", encoding="utf-8")
    waited = {"channel": "chat", "case.stage": "first", "case.opened_at": "2026-03-03T10:00:00Z"}
    late = {**waited, "case.now": "2026-03-03T10:30:00Z"}
    text = (
        "Здравствуйте! Откройте раздел «Заказы», выберите нужный заказ и нажмите кнопку «Вернуть товар» внизу страницы."
    )
    assert judged("default", "brevity", text, {"channel": "chat"}) is None
    assert judged(str(path), "brevity", text, {"channel": "chat"}) == "info"
    assert judged("default", "frt-chat-5min", text, late) == "warning"
    assert judged(str(path), "frt-chat-5min", text, late) is None
    stated = {one.rule_id: one.text for one in load_standard(str(path)).statements("ru")}
    assert "в чате до 10 слов" in stated["brevity"]


def test_every_norm_of_the_catalogue_has_a_rule_on_record():
    default = load_standard("default")
    placed = {rule.rule_id for rule in (*default.rules, *default.disabled)}
    assert len(IDS) == len(set(IDS)) == 204
    assert [rule_id for rule_id in IDS if rule_id not in placed] == []


def test_all_conflicts_of_the_sources_are_decided_and_held():
    default = load_standard("default")
    assert [one.conflict_id for one in default.conflicts] == [f"C{number}" for number in range(1, 36)]
    assert all(one.knobs or one.rules for one in default.conflicts)
    assert all(one.topic.keys() == one.resolution.keys() == {"ru", "en"} for one in default.conflicts)


def test_every_value_of_every_knob_makes_a_standard_that_compiles(tmp_path):
    default = load_standard("default")
    knobs, phrases = default.knobs, compile_standard(default).compiled  # no knob changes a list
    choices = {knob.name: tuple(knob.values) or (str(knob.least), str(knob.most)) for knob in knobs}
    for number in range(max(map(len, choices.values()))):
        settings = {name: values[number % len(values)] for name, values in choices.items()}
        path = tmp_path / "brand.yaml"
        lines = "".join(f"  {name}: '{value}'\n" for name, value in settings.items())
        head = "standard: brand\ndescription: {ru: Проба, en: Sample}\nextends: [default]\n"
        path.write_text(f"{head}settings:\n{lines}", encoding="utf-8")
        standard = load_standard(str(path))
        assert standard.settings == settings
        assert standard.lists == default.lists
        assert compile_standard(standard, known=phrases).checks


def test_the_shipped_packs_have_no_phrases_that_do_nothing():
    assert list(idle(opened("default"))) == []
