"""Texts rewritten by a scripted model and without one: what is taken, what is refused, what comes instead."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from functools import cache

import pytest

from kb_index.records import Span
from service.call import Call
from service.domain import CheckContext, EndUser, Mode
from service.drafting.rewriting.operation import WITHOUT_MODEL, Operation
from service.drafting.rewriting.rewriter import Rewriter
from service.drafting.rewriting.verdict import RewriteAsk
from service.errors import ChatFailed, DegradedReason, NotSupported, RequestCancelled
from service.guardrail.open import open_checker
from tests.scripted_model import ScriptedModel

TEXT = "Мария, заказ придёт 14 марта. Позвоните по номеру +7 921 555-01-02, если курьер не приедет."
WARM = "Мария, ваш заказ придёт 14 марта. Пожалуйста, позвоните по номеру +7 921 555-01-02, если курьер не приедет."


@cache
def checker(name):
    return open_checker(name or "default")


def says(text):
    return json.dumps({"text": text}, ensure_ascii=False)


def ask(text=TEXT, operation=Operation.FRIENDLIER, **changes):
    context = CheckContext("ru", end_user=EndUser(name="Мария"), fragment=True)
    return replace(RewriteAsk(text, operation, context, "ru"), **changes)


def rewritten(asked, *answers):
    model = ScriptedModel(list(answers)) if answers else None
    return Rewriter(checker, model).rewrite(asked, Call()), model


def masked(text):
    """As the model sees and says it."""
    return lambda request: says(text.replace("Мария", "[[name_1]]").replace("+7 921 555-01-02", "[[phone_1]]"))


def test_a_faithful_text_of_the_model_is_taken():
    found, _ = rewritten(ask(), masked(WARM))
    assert (found.text, found.mode, found.degraded_reason) == (WARM, Mode.LLM, None)
    assert {one.kind for one in found.comparison.kept} >= {"date", "phone", "negation"}
    assert (found.usage.calls, found.model) == (1, "scripted")


def test_nothing_personal_is_sent():
    _, model = rewritten(ask(), masked(WARM))
    sent = " ".join(message.text for request in model.asked for message in request.messages)
    assert "Мари" not in sent
    assert "555" not in sent


def test_a_text_that_breaks_the_contract_is_given_back_once_with_what_is_wrong():
    found, model = rewritten(ask(), masked(WARM.replace("14", "15")), masked(WARM))
    assert (found.text, found.mode) == (WARM, Mode.LLM)
    assert [one.purpose for one in model.asked] == ["rewrite", "repair"]
    assert "15 марта" in model.asked[1].messages[-1].text
    assert found.usage.calls == 2


def test_a_text_that_breaks_it_twice_is_not_taken_and_what_was_wrong_is_told():
    found, model = rewritten(ask(), masked(WARM + " Дарим скидку 20 %."))
    assert (found.text, found.mode, found.degraded_reason) == (TEXT, Mode.EXTRACTIVE, DegradedReason.UNGROUNDED)
    assert ("added", "20 %") in {(one.change.value, one.element.text) for one in found.refused}
    assert found.comparison.violations == ()
    assert len(model.asked) == 2


INVENTED = masked(WARM + " Дарим скидку 20 %.")


@pytest.mark.parametrize(
    "second", [ChatFailed(DegradedReason.TIMEOUT, "late"), '{"text": ""}', says(TEXT.replace("Мария", "[[name_7]]"))]
)
def test_what_was_wrong_with_the_first_text_is_told_where_no_second_one_comes(second):
    found, model = rewritten(ask(), INVENTED, second)
    assert (found.text, found.degraded_reason) == (TEXT, DegradedReason.UNGROUNDED)
    assert ("added", "20 %") in {(one.change.value, one.element.text) for one in found.refused}
    assert len(model.asked) == 2


def test_no_second_call_is_begun_without_time_for_it():
    model = ScriptedModel([INVENTED])
    found = Rewriter(checker, model).rewrite(ask(), Call(until=time.monotonic() + 0.4))
    assert (found.degraded_reason, len(model.asked)) == (DegradedReason.UNGROUNDED, 1)
    assert found.refused


@pytest.mark.parametrize("operation", sorted(Operation))
def test_a_prompt_says_a_limit_of_length_once(operation):
    _, model = rewritten(ask(max_length=987, operation=operation), masked(WARM))
    assert "".join(message.text for message in model.asked[0].messages).count("987") == 1


def test_an_answer_that_cannot_be_read_is_asked_for_once_more_in_form():
    found, model = rewritten(ask(), '{"text": ""}', masked(WARM))
    assert found.text == WARM
    assert [one.purpose for one in model.asked] == ["rewrite", "format"]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ((says("Maria, your order arrives on 14 March."),), DegradedReason.WRONG_LANGUAGE),
        ((says(TEXT.replace("Мария", "[[name_7]]")),), DegradedReason.LEAK),
        (('{"text": ""}',), DegradedReason.BAD_ANSWER),
        ((ChatFailed(DegradedReason.TIMEOUT, "late"),), DegradedReason.TIMEOUT),
        ((masked(WARM.replace("Пожалуйста", "Возникла проблема? Тогда")),), DegradedReason.BREAKS_RULES),
    ],
)
def test_where_the_model_fails_the_text_stays_and_the_reason_is_told(answers, reason):
    found, _ = rewritten(ask(), *answers)
    assert (found.text, found.mode, found.degraded_reason) == (TEXT, Mode.EXTRACTIVE, reason)


def test_what_a_model_leaves_undone_rules_do():
    text = "Здраствуйте, заказ придёт придёт 14 марта."
    found, _ = rewritten(ask(text, Operation.FIX_GRAMMAR), says(text.replace("придёт придёт", "придёт")))
    assert (found.text, found.mode) == ("Здравствуйте, заказ придёт 14 марта.", Mode.LLM)


def test_a_text_that_is_too_long_is_not_taken():
    found, _ = rewritten(ask(max_length=len(TEXT)), masked(WARM))
    assert (found.text, found.degraded_reason) == (TEXT, DegradedReason.BAD_ANSWER)


def test_only_the_selection_is_rewritten_and_the_rest_stays_byte_for_byte():
    text = f"  Первая  строка.\n\n{TEXT} \n\nПоследняя — 🙂 строка.  "
    start = text.index(TEXT)
    found, model = rewritten(ask(text, selection=Span(start - 1, start + len(TEXT) + 1)), masked(WARM))
    assert found.text == text.replace(TEXT, WARM)
    assert found.accepted.span.of(found.text) == WARM
    assert "строка" not in model.asked[0].messages[-1].text


def test_a_translation_is_verified_across_the_languages():
    english = "Maria, the order arrives on 14 March. Call +7 921 555-01-02 if the courier does not come."
    asked = ask(operation=Operation.TRANSLATE, target_language="en")
    taken, _ = rewritten(asked, says(english))
    assert (taken.text, taken.mode) == (english, Mode.LLM)
    wrong, _ = rewritten(asked, says(english.replace("14", "24")))
    assert (wrong.text, wrong.degraded_reason) == (TEXT, DegradedReason.UNGROUNDED)


def test_shortening_may_leave_out_and_tells_what():
    found, _ = rewritten(ask(operation=Operation.SHORTEN), masked("Мария, заказ придёт 14 марта."))
    assert found.text == "Мария, заказ придёт 14 марта."
    assert "phone" in {one.kind for one in found.comparison.lost}


@pytest.mark.parametrize(
    ("operation", "text", "expected"),
    [
        (Operation.FIX_GRAMMAR, "Здраствуйте, заказ придёт придёт 14 марта.", "Здравствуйте, заказ придёт 14 марта."),
        (Operation.TO_STANDARD, "Заказ  придёт в в пятницу 14 марта.", "Заказ  придёт в пятницу 14 марта."),
        (Operation.SHORTEN, "Мария! Спасибо за обращение! Заказ придёт 14 марта.", "Мария! Заказ придёт 14 марта."),
    ],
)
def test_without_a_model_rules_do_what_they_can(operation, text, expected):
    found, _ = rewritten(ask(text, operation))
    assert (found.text, found.mode, found.model, found.usage) == (expected, Mode.EXTRACTIVE, "none", None)
    assert found.comparison.violations == ()


@pytest.mark.parametrize("operation", sorted(set(Operation) - WITHOUT_MODEL))
def test_without_a_model_the_other_operations_are_refused_naming_the_settings(operation):
    with pytest.raises(NotSupported, match="OTVET_LLM__BASE_URL"):
        rewritten(ask(operation=operation, target_language="en"))


def test_a_request_that_nobody_waits_for_asks_nothing():
    call = Call()
    call.cancellation.cancel()
    model = ScriptedModel([says(TEXT)])
    with pytest.raises(RequestCancelled):
        Rewriter(checker, model).rewrite(ask(), call)
    assert model.asked == []
