"""Where bold is lost, the name of a button keeps a mark as a native writes it."""

import pytest

from kb_index.text.markdown import render
from service.drafting.plain import plain


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (
            "На странице входа нажмите **Забыли пароль?** и введите почту.",
            "На странице входа нажмите «Забыли пароль?» и введите почту.",
        ),
        ("Click **Forgot password?** on the page.", 'Click "Forgot password?" on the page.'),
        ("В **Настройки → Подписка** нажмите **Оплатить.**", "В Настройки → Подписка нажмите «Оплатить»."),
        ("1. Откройте счёт.\n2. Нажмите **Вернуть**.", "1. Откройте счёт.\n2. Нажмите «Вернуть»."),
        ("Нажмите «**Оплатить**».", "Нажмите «Оплатить»."),  # marked already
        ("Выберите «Счёт, **Оплатить**».", "Выберите «Счёт, Оплатить»."),
        ("Данные **не** удаляются, **НЕ** ждите.", "Данные не удаляются, НЕ ждите."),  # stress is no name
        ("**Важно.** Счёт действует 5 дней.", "Важно. Счёт действует 5 дней."),
        ("Срок: **5 дней** и **Сразу. Потом ещё**", "Срок: 5 дней и Сразу. Потом ещё"),
        ("Выполните `a **B** c` и ждите.", "Выполните a **B** c и ждите."),  # code stays as it is
        ("**Оплатить** стоит справа.", "Оплатить стоит справа."),
        (
            "Подойдёт разовая выгрузка: [Выгрузка данных](https://a.example/x).",
            "Подойдёт разовая выгрузка: «Выгрузка данных» (https://a.example/x).",
        ),
        (
            "For Telegram see [Telegram notifications](https://a.example).",
            'For Telegram see "Telegram notifications" (https://a.example).',
        ),
        ("Смотрите «[Выгрузка данных](https://a.example)».", "Смотрите «Выгрузка данных (https://a.example)»."),
        ("Откройте [раздел помощи](https://a.example).", "Откройте раздел помощи (https://a.example)."),
        ("Use [Google Cloud](https://a.example) for it.", "Use Google Cloud (https://a.example) for it."),
        ("Use the [HTTPS interface](https://a.example).", "Use the HTTPS interface (https://a.example)."),
        ("- [Exporting your data](https://a.example)", "- Exporting your data (https://a.example)"),
    ],
)
def test_names_inside_a_sentence_are_marked_and_nothing_else_is(markdown, text):
    assert plain(markdown).text == text


def test_every_sign_but_the_marks_keeps_its_place():
    markdown = "Сначала нажмите **Ещё**, затем **Удалить**, и [ждите](https://a.example)."
    shown, bare = plain(markdown), render(markdown)
    kept = [(sign, place) for sign, place in zip(shown.text, shown.offsets, strict=True) if sign not in "«»"]
    assert kept == list(zip(bare.text, bare.offsets, strict=True))
    assert len(shown.text) == len(shown.offsets)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Open it.If the page is empty, wait.", "Open it. If the page is empty, wait."),
        ("Is it free?Everything but **Export** is.", 'Is it free? Everything but "Export" is.'),
        ("Счёт готов.Если письма нет, нажмите **Ещё раз**.", "Счёт готов. Если письма нет, нажмите «Ещё раз»."),
        ("Runs on asp.Net core.", "Runs on asp.Net core."),
    ],
)
def test_a_space_that_is_missing_before_a_sentence_is_put_there(markdown: str, text: str) -> None:
    shown = plain(markdown)
    assert shown.text == text
    held = [(char, markdown[place]) for char, place in zip(shown.text, shown.offsets, strict=True) if place >= 0]
    assert all(char == there for char, there in held)
