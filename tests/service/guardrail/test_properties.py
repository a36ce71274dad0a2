"""What holds for any text: no exception, exact spans, and relations between a text and its variants."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.domain import (
    Agent,
    Case,
    Channel,
    CheckContext,
    Conversation,
    EndUser,
    Message,
    Report,
    Role,
    Source,
    Stage,
)
from service.guardrail.engine import StandardChecker
from service.guardrail.open import open_checker
from service.guardrail.repair import repair

PLAIN = CheckContext(language_code="ru")
FULL = CheckContext(
    language_code="ru",
    conversation=Conversation(Channel.EMAIL, (Message(Role.END_USER, "У меня «проблема», спасибо! Где ЗНО 14?"),)),
    end_user=EndUser(name="Анна", patronymic="Ильинична", sentiment="negative"),
    agent=Agent(first_name="Пётр", last_name="Лис", company="Вектор"),
    case=Case(stage=Stage.FIRST, answer_given=True, status="open", case_id="77"),
    sources=(Source("a", "Возврат", "Деньги вернутся за 10 дней."),),
)
PIECES = (
    "проблема",
    "ПРОБЛЕМУ",
    "не знаю",
    "Не за что",
    "нет",
    "Вы должны",
    "«проблема»",
    "«",
    "`код",
    "```",
    "> цитата",
    "12 дней",
    "14.03.2025",
    "https://example.org/a",
    "перезвоню завтра",
    "e\u0301",
    "и\u0306",
    "\u00ad",
    "\u200b",
    "\ud800",
    "\x00",
    "\U000175c4",  # a letter that has no name in Unicode
    "👨‍👩‍👧",
    ":)",
    "!!!",
    "\n",
    "\r\n",
    "\u2028",
    "- ",
    "1) ",
    "|",
    " ",
    "ЗНО",
    "we can't",
    "Dear Customer",
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=25).map(" ".join)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return open_checker("default")


def places(report: Report) -> list[tuple[str, int, int]]:
    return [(finding.rule.rule_id, finding.span.start, finding.span.end) for finding in report.findings]


@QUICK
@given(text=TEXTS, full=st.booleans(), language=st.sampled_from(["ru", "en", "de", ""]))
def test_any_text_is_judged_with_exact_spans(checker: StandardChecker, text: str, full: bool, language: str) -> None:
    context = replace(FULL if full else PLAIN, language_code=language)
    report = checker.check(text, context)
    assert report.complete, report.skipped
    for finding in report.findings:
        assert text[finding.span.start : finding.span.end] == finding.match
    for commitment in checker.commitments(text, context):
        assert commitment.span.end <= len(text)


@QUICK
@given(text=TEXTS)
def test_repair_is_idempotent_and_brings_no_new_errors(checker: StandardChecker, text: str) -> None:
    report = checker.check(text, FULL)
    after, mended = repair(text, report, FULL, checker)
    for one in mended.repairs:
        assert after[one.span.start : one.span.end] == one.after
    assert len(mended.findings) <= len(report.findings)
    assert repair(after, checker.check(after, FULL), FULL, checker)[0] == after


# --- a text and its variants -------------------------------------------------------------------------

SAMPLES = (
    "Вижу вашу проблему с печатью, но мы не сможем приехать сегодня.",
    "Я не знаю, когда вернутся деньги. Вы должны были сообщить раньше!",
    "Нет, скидка закончилась. Это не наша вина, подождите секунду.",
    "Уважаемый клиент, в вашем заказе нашёлся дефект. Ответим в ближайшее время.",
)
# Outside of Russian words: a look-alike is a Latin letter that is drawn the same.
LOOKALIKES = str.maketrans("оеасрх", "oeacpx")


@pytest.mark.parametrize("text", SAMPLES)
def test_a_prefix_shifts_every_span_by_its_length(checker: StandardChecker, text: str) -> None:
    for prefix in ("Ответ готов.\n", "🙂🙂\n\n", "Спасибо за письмо! ", "\n\n\n"):
        before, after = checker.check(text, PLAIN), checker.check(prefix + text, PLAIN)
        behind = [place for place in places(after) if place[1] >= len(prefix)]  # an emoji is itself what a rule finds
        assert behind == [(rule, start + len(prefix), end + len(prefix)) for rule, start, end in places(before)]


@pytest.mark.parametrize("text", SAMPLES)
def test_a_clean_sentence_behind_changes_nothing(checker: StandardChecker, text: str) -> None:
    longer = text + " Документы лежат в кабинете, раздел открыт для всех сотрудников."
    assert places(checker.check(longer, PLAIN)) == places(checker.check(text, PLAIN))


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize(
    "vary",
    [
        lambda text: text.replace("ё", "е"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.lower(),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("о", "\u00adо"),
        lambda text: re.sub("(?<=[а-я])о(?=[а-я])", "o", text),
        lambda text: re.sub(r"(?<=\w\w)[оеасрх](?=\w\w)", lambda m: m.group().translate(LOOKALIKES), text),
    ],
    ids=["ё", "no-break spaces", "small letters", "NFD", "soft hyphens", "Latin o", "look-alikes"],
)
def test_the_same_rules_speak_whatever_the_spelling(checker: StandardChecker, text: str, vary) -> None:
    found = [finding.rule.rule_id for finding in checker.check(text, PLAIN).findings]
    assert found
    varied = checker.check(vary(text), PLAIN).findings
    # Soft hyphens in words are what `hidden-characters` is there for.
    assert [finding.rule.rule_id for finding in varied if finding.rule.kind != "hidden"] == found


def test_a_line_end_inside_a_phrase_changes_nothing(checker: StandardChecker) -> None:
    for end in ("\n", "\r\n"):
        assert [f.rule.rule_id for f in checker.check(f"По срокам мы не{end}знаем.", PLAIN).findings] == ["no-ne-znayu"]


@pytest.mark.parametrize(
    "shape",
    [
        "а",
        "а ",
        "а. ",
        "«",
        '"а ',
        "`",
        "> а\n",
        "12 ",
        "не ",
        "Вы, ",
        "- нет\n",
        "!",
        "(",
        "не знаю, ",
        "перезвоню, ",
        "перезвоню завтра ",
        "мы вернём 5 рублей завтра ",
        "завтра ",
    ],
)
def test_the_work_grows_with_the_length_and_not_faster(checker: StandardChecker, shape: str) -> None:
    """Counted in calls, not in seconds, so that a busy machine cannot fail it."""

    def calls(length: int) -> int:
        count = 0

        def tick(frame: object, event: str, arg: object) -> None:
            nonlocal count
            count += 1

        text = (shape * length)[:length]
        checker.check(text, PLAIN)
        sys.setprofile(tick)
        try:
            fresh = replace(PLAIN)  # another object: the analysis of the warm-up is not reused
            checker.check(text, fresh)
            checker.commitments(text, fresh)
        finally:
            sys.setprofile(None)
        return count

    assert calls(4000) <= 2.6 * calls(2000) + 2000
