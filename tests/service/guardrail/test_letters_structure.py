"""Length, main point, context, subject, recipients, attachments, signature and steps of letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.bars.corpus import opened
from service.domain import Agent, Attachment, Case, Channel, CheckContext, Conversation, Message, Report, Role, Stage
from service.errors import StandardInvalid
from service.guardrail.compile import compile_standard
from service.guardrail.engine import StandardChecker
from service.standards.load import load_standard, shipped


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return opened(str(shipped().joinpath("parts", "letters.yaml")))


def report(checker: StandardChecker, rule: str, text: str, context: CheckContext) -> Report:
    result = checker.check_rule(rule, text, context)
    assert result.complete
    return result


def found(checker: StandardChecker, rule: str, text: str, context: CheckContext) -> list[str]:
    return [finding.match for finding in report(checker, rule, text, context).findings]


def letter(subject: str | None = None, said: str = "", **more: tuple[str, ...]) -> Conversation:
    messages = (Message(Role.END_USER, said),) if said else ()
    return Conversation(Channel.EMAIL, messages, subject=subject, **more)


def test_words_beyond_the_limit_of_the_channel_are_marked(checker: StandardChecker) -> None:
    text = " ".join(f"слово{number}" for number in range(1, 64)) + "."
    messenger = CheckContext("ru", Conversation(Channel.MESSENGER))
    assert [match.split()[0] for match in found(checker, "brevity", text, messenger)] == ["слово61"]
    assert found(checker, "brevity", text, CheckContext("ru", Conversation(Channel.CHAT))) == []


def test_a_quoted_letter_is_not_counted(checker: StandardChecker) -> None:
    quoted = "> " + "слово " * 80
    context = CheckContext("ru", Conversation(Channel.MESSENGER, (Message(Role.END_USER, "слово " * 80),)))
    assert found(checker, "brevity", f"{quoted}\nСчёт готов.", context) == []


def test_without_a_channel_the_length_is_not_evaluated(checker: StandardChecker) -> None:
    result = report(checker, "brevity", "Счёт готов.", CheckContext("ru"))
    assert [one.missing_field for one in result.not_evaluated] == ["conversation.channel"]


@pytest.mark.parametrize(
    ("language", "text", "match"),
    [
        ("ru", "Как вам, наверное, известно, счёт готов.", "Как вам, наверное, известно"),
        ("ru", "Хотелось бы отметить, что счёт готов.", "Хотелось бы отметить"),
        ("en", "As you are probably aware, the form is ready.", "As you are probably aware"),
        ("en", "The form is late due to the fact that the bank was closed.", "due to the fact that"),
    ],
)
def test_padding_is_found(checker: StandardChecker, language: str, text: str, match: str) -> None:
    assert found(checker, "brevity", text, CheckContext(language, Conversation(Channel.CHAT))) == [match]


def test_a_long_line_counts_as_several(checker: StandardChecker) -> None:
    history = "Сначала менялся тариф, потом менялся банк, потом пришла выписка с другой суммой. " * 14
    late = f"Здравствуйте!\n{history}\nТаким образом, доступ снова есть."
    context = CheckContext("ru", letter())
    assert found(checker, "main-point-early", late, context) == ["Таким образом"]
    assert found(checker, "main-point-early", f"Доступ открыт.\n{history}\nТаким образом, всё.", context) == []


def test_a_short_reply_must_say_what_it_is_about(checker: StandardChecker) -> None:
    context = CheckContext("ru", letter(said="Пришлите акт сверки за март"), stage=Stage.FIRST)
    assert found(checker, "keep-context", "Хорошо, завтра.", context) == [""]
    assert found(checker, "keep-context", "Акты придут завтра.", context) == []
    assert found(checker, "keep-context", "Хорошо, «это» завтра?", context) == []


def test_a_letter_that_left_its_subject_is_reported(checker: StandardChecker) -> None:
    text = (
        "The payroll report needs a closed month. Close it, then open the payroll report, "
        "pick the department and save it."
    )
    moved = letter("Re: Signature certificate", "Why is the payroll report empty?")
    same = letter("Re: Payroll report is empty", "Why is the payroll report empty?")
    assert found(checker, "new-topic-new-letter", text, CheckContext("en", moved)) == [""]
    assert found(checker, "new-topic-new-letter", text, CheckContext("en", same)) == []


@pytest.mark.parametrize("subject", ["", "Вопрос", "RE: Fwd: Добрый день!", "Срочно, помогите пожалуйста", "Question"])
def test_a_subject_that_names_nothing_is_reported(checker: StandardChecker, subject: str) -> None:
    assert found(checker, "informative-subject", "Готово.", CheckContext("ru", letter(subject))) == [""]


@pytest.mark.parametrize("subject", ["Возврат по заказу 5512", "Re: Отчёт по складу", "Password reset, account"])
def test_a_subject_that_names_the_matter_will_do(checker: StandardChecker, subject: str) -> None:
    assert found(checker, "informative-subject", "Готово.", CheckContext("ru", letter(subject))) == []


def test_a_missing_subject_is_not_evaluated(checker: StandardChecker) -> None:
    result = report(checker, "informative-subject", "Готово.", CheckContext("ru", letter()))
    assert [one.missing_field for one in result.not_evaluated] == ["conversation.subject"]


@pytest.mark.parametrize(
    ("to", "cc", "wrong"),
    [
        (("a@example.org",), (), False),
        (("a@example.org",), ("b@example.org",), False),
        (("a@example.org",), ("<A@example.org>", "a@example.org "), True),
        (("a@example.org",), ("north-sales@example.org",), True),
        (("a@example.org",), tuple(f"{name}@example.org" for name in "bcde"), True),
    ],
)
def test_copies_to_crowds_are_reported(
    checker: StandardChecker, to: tuple[str, ...], cc: tuple[str, ...], *, wrong: bool
) -> None:
    matches = found(checker, "only-needed-recipients", "Готово.", CheckContext("ru", letter(to=to, cc=cc)))
    assert bool(matches) is wrong


@pytest.mark.parametrize(
    ("text", "files", "matches"),
    [
        ("Прикрепил ролик на 1,2 ГБ.", (), ["1,2 ГБ"]),
        ("Архив весит 900 КБ, прикладываю его.", (), []),
        ("Запись на диске занимает 84 Мб.", (), []),
        ("Смотрите video.mp4.", (Attachment("video.mp4", 11 * 1024 * 1024),), ["video.mp4"]),
        ("Смотрите запись.", (Attachment("video.mp4", 10 * 1024 * 1024),), []),
    ],
)
def test_attachments_above_ten_megabytes_are_found(
    checker: StandardChecker, text: str, files: tuple[Attachment, ...], matches: list[str]
) -> None:
    context = CheckContext("ru", letter(), case=Case(attachments=files))
    assert found(checker, "attachment-size", text, context) == matches


@pytest.mark.parametrize(
    ("text", "files", "matches"),
    [
        ("Прикладываю update.exe, запустите его.", (), ["update.exe"]),
        ("Скачайте setup.exe с сайта.", (), []),
        ("Файл приложен.", (Attachment("Fix.SCR"),), [""]),
        ("Файл приложен.", (Attachment("fix.zip"), Attachment("command.pdf")), []),
    ],
)
def test_executable_attachments_are_found(
    checker: StandardChecker, text: str, files: tuple[Attachment, ...], matches: list[str]
) -> None:
    context = CheckContext("ru", letter(), case=Case(attachments=files))
    assert found(checker, "attachment-type", text, context) == matches


def test_a_long_signature_is_for_the_first_letter_only(checker: StandardChecker) -> None:
    signature = "С уважением,\nИван Дуб\nИнженер\n«Дельта»\nТелефон\nАдрес"
    text = f"Акт отправлен.\n\n{signature}"
    later = CheckContext("ru", letter(), case=Case(is_first_reply=False))
    assert found(checker, "short-signature-in-thread", text, later) == [signature]
    assert found(checker, "short-signature-in-thread", text, CheckContext("ru", letter(), stage=Stage.FIRST)) == []


def test_a_signature_may_begin_with_the_agents_name(checker: StandardChecker) -> None:
    text = "Готово.\n\nИван Дуб\nИнженер\n«Дельта»\nТелефон\nАдрес"
    context = CheckContext("ru", letter(), agent=Agent(first_name="Иван"), case=Case(is_first_reply=False))
    assert found(checker, "short-signature-in-thread", text, context) == [text.partition("\n\n")[2]]


def test_numbered_infinitives_become_imperatives(checker: StandardChecker) -> None:
    text = "Сделайте так:\n1) Открыть меню\n2) Выберите склад\n3) Сохранить файл"
    findings = report(checker, "imperative-steps", text, CheckContext("ru")).findings
    assert [(one.match, one.replacements[0].text) for one in findings] == [
        ("Открыть", "Откройте"),
        ("Сохранить", "Сохраните"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Мы планируем:\n1. Обновить сервер.\n2. Перенести базу.",
        "Вы можете выбрать один из вариантов:\n1. Оплатить картой.\n2. Вернуть товар.",
        "Открыть счёт легко. Нажать кнопку тоже.",
        "Что есть в меню:\n1. Оплата картой.\n3. Открыть счёт.",
    ],
)
def test_lists_of_choices_and_plans_are_no_orders(checker: StandardChecker, text: str) -> None:
    assert found(checker, "imperative-steps", text, CheckContext("ru")) == []


@pytest.mark.parametrize(
    ("language", "text", "matches"),
    [
        ("ru", "Хорошо бы потом перезапустить программу.", ["Хорошо бы потом перезапустить"]),
        ("ru", "Скорее всего, надо обновить браузер.", ["Скорее всего, надо обновить"]),
        ("ru", "Сохраните пароль где-нибудь в надёжном месте.", []),
        ("ru", "Нам хорошо бы увидеть снимок экрана.", []),
        ("en", "Perhaps click Save again.", ["Perhaps click"]),
        ("en", "Look around in the menu.", ["Look around"]),
        ("en", "We will look around for a spare part.", []),
    ],
)
def test_hedged_steps_are_found(checker: StandardChecker, language: str, text: str, matches: list[str]) -> None:
    assert found(checker, "imperative-steps", text, CheckContext(language)) == matches


def test_a_sentence_of_fifty_words_is_hard_to_read(checker: StandardChecker) -> None:
    long = "Отчёт " + "и склад " * 25 + "готов."
    assert found(checker, "clear-first-time", long, CheckContext("ru")) == [long]


def test_a_length_check_names_one_limit(tmp_path: Path) -> None:
    pack = tmp_path / "own.yaml"
    pack.write_text(
        "standard: own\ndescription: {ru: а, en: a}\nrules:\n  - id: x\n    severity: info\n    source: s\n"
        "    statement: {ru: а, en: a}\n    message: {ru: а, en: a}\n"
        '    check: {kind: length, any: {text: {chat: "5"}, sentence: "3"}}\n',
        encoding="utf-8",
    )
    with pytest.raises(StandardInvalid, match="either `text`"):
        compile_standard(load_standard(str(pack)))
