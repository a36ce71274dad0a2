"""The engine: what it reports beside findings, and what it spares."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from service.domain import (
    Agent,
    Case,
    Channel,
    CheckContext,
    Conversation,
    EndUser,
    Message,
    NotEvaluated,
    Role,
    Skipped,
    Source,
    Stage,
    Verdict,
)
from service.errors import RequestRefused
from service.guardrail.analysis import Analysis
from service.guardrail.check import Outcome
from service.guardrail.compile import compile_standard
from service.guardrail.engine import StandardChecker
from service.guardrail.open import open_checker
from service.standards.load import load_standard

RU = CheckContext(language_code="ru")


@dataclass(frozen=True)
class Broken:
    triggers: frozenset[str] | None = None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        raise ZeroDivisionError(analysis.text)


class Uncompared(frozenset[str]):
    """Keys of thousands of words: to compare them at each word of a text takes a thousand times as long as the text."""

    __hash__ = frozenset.__hash__

    def __eq__(self, other: object) -> bool:
        raise AssertionError("the vocabularies of two standards are compared")


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return open_checker("default")


def found(checker: StandardChecker, text: str, context: CheckContext = RU) -> list[tuple[str, str]]:
    report = checker.check(text, context)
    for finding in report.findings:
        assert text[finding.span.start : finding.span.end] == finding.match
    return [(finding.rule.rule_id, finding.match) for finding in report.findings]


def customer_said(text: str) -> CheckContext:
    return replace(RU, conversation=Conversation(Channel.CHAT, (Message(Role.END_USER, text),)))


def test_a_rule_that_fails_is_recorded_and_the_others_still_run() -> None:
    compiled = compile_standard(load_standard("default"))
    index = next(one.number for one in compiled.checks if one.ref.kind == "caps")
    checks = list(compiled.checks)
    checks[index] = replace(checks[index], check=Broken())
    report = StandardChecker(replace(compiled, checks=tuple(checks))).check("Вижу проблему.", RU)
    assert report.skipped == (Skipped("no-caps", "the rule failed (ZeroDivisionError); report it with its version"),)
    assert not report.complete
    assert [finding.match for finding in report.findings] == ["проблему"]


def test_a_rule_without_its_metadata_is_not_evaluated(checker: StandardChecker) -> None:
    report = checker.check("Счёт готов.", RU)
    assert NotEvaluated("greeting-first", "case.is_first_reply") in report.not_evaluated
    assert NotEvaluated("name-verified", "end_user.name") in report.not_evaluated
    assert NotEvaluated("confirm-before-close", "case.status") in report.not_evaluated
    assert report.complete


def test_a_failed_condition_outweighs_one_that_cannot_be_judged(checker: StandardChecker) -> None:
    report = checker.check("Счёт готов.", replace(RU, stage=Stage.PENDING))
    assert "control-question" not in {one.rule_id for one in report.not_evaluated}


def test_a_fragment_is_not_asked_for_its_parts(checker: StandardChecker) -> None:
    context = replace(RU, case=Case(stage=Stage.FIRST, answer_given=True), end_user=EndUser(name="Анна"))
    ids = {rule_id for rule_id, _ in found(checker, "Счёт готов.", context)}
    assert ids == {"greeting-first", "control-question", "name-used"}
    assert found(checker, "Счёт готов.", replace(context, fragment=True)) == []


def test_the_verdict_follows_the_gravest_finding(checker: StandardChecker) -> None:
    assert checker.check("Это проблема.", RU).verdict is Verdict.BLOCK
    assert checker.check("Скиньте файл.", RU).verdict is Verdict.WARN
    assert checker.check("Счёт готов.", RU).verdict is Verdict.PASS


def test_a_finding_names_rule_kind_standard_version_and_source(checker: StandardChecker) -> None:
    rule = checker.check("Это проблема.", RU).findings[0].rule
    assert (rule.rule_id, rule.kind, rule.standard) == ("no-problema", "substitution", "default")
    assert rule.version == checker.standard.version
    assert "Directum" in rule.source


def test_a_text_over_the_limit_is_refused_with_both_numbers(checker: StandardChecker) -> None:
    checker.check("я" * 20_000, RU)
    with pytest.raises(RequestRefused, match="20,001 characters and at most 20,000"):
        checker.check("я" * 20_001, RU)


def test_lone_surrogates_do_no_harm(checker: StandardChecker) -> None:
    assert found(checker, "\ud800 Это \udfff проблема \x00") == [("no-problema", "проблема")]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "🙂", "?!", "«»", "```", "> "])
def test_texts_without_words_are_checked_like_any_other(checker: StandardChecker, text: str) -> None:
    assert checker.check(text, RU).complete
    assert checker.commitments(text, RU) == ()


# --- quotations --------------------------------------------------------------------------------------


def test_a_quotation_that_stands_in_the_ticket_is_spared(checker: StandardChecker) -> None:
    context = customer_said("У меня  ПРОБЛЕМА с печатью по утрам")
    assert found(checker, "По словам «проблема с печатью» нашёл запись.", context) == []


def test_a_quotation_that_stands_nowhere_is_not_spared(checker: StandardChecker) -> None:
    context = customer_said("Не печатает принтер")
    assert found(checker, "У вас «проблема с печатью».", context) == [("no-problema", "проблема")]


def test_a_part_of_a_word_of_the_ticket_is_no_quotation(checker: StandardChecker) -> None:
    assert found(checker, "Это «проблема».", customer_said("Проблематично войти")) == [("no-problema", "проблема")]


def test_a_quotation_from_a_source_is_spared(checker: StandardChecker) -> None:
    context = replace(RU, sources=(Source("a", "Проблемы с входом", "Если вход закрыт, сбросьте пароль."),))
    assert found(checker, "Это описано здесь: «Проблемы с входом».", context) == []


def test_reported_speech_is_spared_only_where_there_is_nothing_to_compare_with(checker: StandardChecker) -> None:
    text = "Вы пишете: «проблема началась вчера»."
    assert found(checker, text) == []
    assert found(checker, text, customer_said("Вчера всё сломалось")) == [("no-problema", "проблема")]


def test_a_title_after_its_noun_is_spared_but_not_a_long_one(checker: StandardChecker) -> None:
    assert found(checker, "Откройте раздел «Проблемы».") == []
    long = "Откройте раздел «Проблема в том, что мы не сможем сделать это сегодня»."
    assert {"no-problema", "no-cannot"} <= {rule_id for rule_id, _ in found(checker, long)}


def test_code_and_addresses_are_spared(checker: StandardChecker) -> None:
    assert found(checker, "Запустите `проблема --fix`, см. https://example.org/проблема и problem@example.org") == []


# --- languages ---------------------------------------------------------------------------------------


def test_english_labels_in_a_russian_sentence_are_no_english_text(checker: StandardChecker) -> None:
    assert found(checker, "Откройте вкладку Problem и нажмите No.") == []


def test_the_message_speaks_the_language_of_the_draft(checker: StandardChecker) -> None:
    english = checker.check("There is a problem.", CheckContext(language_code="en")).findings[0]
    assert english.message.startswith('"problem" frames the case badly')


# --- stages and names --------------------------------------------------------------------------------


def test_a_first_letter_that_has_everything_is_clean(checker: StandardChecker) -> None:
    context = CheckContext(
        language_code="ru",
        conversation=Conversation(Channel.EMAIL),
        end_user=EndUser(name="Роза", patronymic="Анатольевна"),
        agent=Agent(first_name="Валерия", last_name="Крот", role="инженер", company="СервисГрад"),
        case=Case(stage=Stage.FIRST, answer_given=True),
    )
    text = (
        "Здравствуйте, Роза Анатольевна!\n\nМастер приедет в четверг с 11:00 до 13:00. Удобно ли вам это время?\n\n"
        "Валерия Крот, инженер, «СервисГрад»"
    )
    assert found(checker, text, context) == []


def test_standards_with_the_same_words_do_not_slow_each_other_down(checker: StandardChecker) -> None:
    compiled = compile_standard(checker.standard)
    one, other = (replace(compiled, vocabulary=Uncompared(compiled.vocabulary)) for _ in range(2))
    text = "Вижу проблему."
    reports = [StandardChecker(each).check(text, RU) for each in (one, other)]
    assert reports == [checker.check(text, RU)] * 2


def test_other_rules_of_a_standard_are_checked_without_compiling_its_phrases_again(checker: StandardChecker) -> None:
    rules = tuple(rule for rule in checker.standard.rules if rule.rule_id == "no-problema")
    compiled = compile_standard(checker.standard)
    part = compile_standard(replace(checker.standard, rules=rules), known=compiled.compiled)
    assert all(part.compiled[phrase] is program for phrase, program in compiled.compiled.items())
    text = "Не знаю, в чём проблема."
    assert {"no-ne-znayu", "no-problema"} <= {rule_id for rule_id, _ in found(checker, text)}
    assert found(checker.among(rules), text) == [("no-problema", "проблема")]


def test_the_order_of_rules_does_not_change_what_is_found(checker: StandardChecker) -> None:
    reverse = checker.among(tuple(reversed(checker.standard.rules)))
    text = "Нет, мы не сможем. Это не наша вина, у вас проблема!!!"
    reports = [one.check(text, RU).findings for one in (checker, reverse)]
    assert {(f.rule.rule_id, f.span) for f in reports[0]} == {(f.rule.rule_id, f.span) for f in reports[1]}


def test_commands_in_a_russian_reply_do_not_make_it_english(checker: StandardChecker) -> None:
    text = "Здравствуйте! Введите команду:\n\nsudo apt install curl git make gcc vim nano htop tmux wget"
    report = checker.check(text, replace(RU, fragment=False, case=Case(is_first_reply=True), stage=Stage.FIRST))
    assert "greeting-first" not in {finding.rule.rule_id for finding in report.findings}
