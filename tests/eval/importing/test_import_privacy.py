"""What is personal gets a stand-in that reads as naturally, and nothing leads back."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from eval.everyday_questions import everyday_folder, read_everyday
from eval.importing.articles import Shelf
from eval.importing.privacy import Anonymised, anonymised
from eval.importing.review import write_review
from eval.importing.standins.left import left_names
from eval.importing.standins.names import StandIn, first_names, surnames
from eval.importing.ticket_case import Wishes
from eval.importing.tickets import import_tickets
from eval.masking.given_names import named_texts
from eval.masking.measure import gives_away
from eval.masking.others import sentences
from eval.masking.planted import MAKERS, planted
from eval.masking.readable import readable
from kb_index.records import Article
from kb_index.text.lemmas import parses
from service.masking.gender import Gender
from service.masking.given import Given, given_of, person
from service.masking.spelling import skeleton
from service.personal import checksums

MEN = ("Martin", "Oliver", "James")
PLANTED = 300  # of every kind ten
OLGA = Given(names=tuple(person("Ольга", "Николаевна", "Лаптева")), companies=("Светлый дом",), brand="Амбарика")


def private(text: str, given: Given = Given(), seed: str = "t-1") -> str:  # noqa: B008 - frozen
    return anonymised({"message": text}, given, seed=seed).texts[0]


def test_of_planted_values_of_every_kind_none_is_left_in_an_imported_workbook(tmp_path: Path) -> None:
    texts = list(planted(PLANTED))
    assert {one.kind for one in texts} == set(MAKERS)
    book = openpyxl.Workbook()
    book.active.append(["ID", "Тема", "Сообщение", "Ответ", "Метки"])
    for number, one in enumerate(texts):
        # By turns where the customer, the agent and the subject may have put it.
        cells = [one.text if number % 3 == place else "Как оплатить подписку?" for place in range(3)]
        book.active.append([f"T-{number}", *(text.lstrip("=") for text in cells), "вопрос"])
    book.save(tmp_path / "export.xlsx")
    found = import_tickets(tmp_path / "export.xlsx")
    assert len(found.cases) == PLANTED
    left = [
        (one.kind, one.text)
        for one, case in zip(texts, found.cases, strict=True)
        if gives_away(one.value, case.model_dump_json(exclude={"id", "note"}))
    ]
    assert left == []
    assert sum(found.hidden_counts.values()) >= PLANTED


def test_of_the_names_that_a_ticket_gives_no_form_is_left() -> None:
    left = []
    for one in list(named_texts())[::60]:
        made = private(one.text, given_of(one.ticket))
        words = {skeleton(word) for word in re.findall(r"\w+", made)}
        if skeleton(one.form) in words:
            left.append((one.form, one.text, made))
    assert left == []


def test_codes_prices_dates_and_versions_stay_readable() -> None:
    lost = [(part, one.text) for one in readable() for part in one.parts if part not in private(one.text)]
    assert lost == []


def test_a_stand_in_has_the_gender_the_case_and_the_alphabet_of_the_name() -> None:
    made = private("Это Ольга Лаптева. Передайте Ольге Николаевне, что Оля ждёт. ОЛЬГА. Regards, Olga Lapteva", OLGA)
    shape = r"Это (\w+) (\w+). Передайте (\w+) (\w+), что (\w+) ждёт. (\w+). Regards, (\w+) (\w+)"
    match = re.fullmatch(shape, made)
    assert match is not None, made
    first, surname, dative, patronymic, short, loud, latin, latin_surname = match.groups()
    assert {"femn", "nomn"} <= parses(first.lower())[0].grammemes
    assert surname.endswith("а")
    assert any(one.lemma == first.lower() and "datv" in one.grammemes for one in parses(dative.lower()))
    assert patronymic.endswith("овне") or patronymic.endswith("евне")
    assert short != first
    assert loud == first.upper()
    assert latin.isascii()
    assert latin_surname.endswith("a")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Звоните +7 916 123-45-67.", r"Звоните \+7 495 000-\d\d-\d\d\."),
        ("Звоните 8(916)123-45-67.", r"Звоните 8\(495\)000-\d\d-\d\d\."),
        ("Call +44 7911 123456 today", r"Call \+44 7700 900\d{3} today"),
        ("Пишите на ivan.petrov@mail.ru!", r"Пишите на \w+@example\.(?:com|org|net)!"),
        ("Мой IP 85.12.33.7 не пускает", r"Мой IP (?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+ не пускает"),
        ("заказ № ORD-1234567 где?", r"заказ № ORD-\d{7} где\?"),
        ("дата рождения 12.03.1985", r"дата рождения (?:0\d|1[0-2])\.(?:0\d|1[0-2])\.19\d\d"),
        ("ООО «Светлый дом» оплатило", r"ООО «\w+» оплатило"),
        ("У Амбарики лучше", r"У Амбарики лучше"),
        ("Мы из ООО «Тёплый кров», Тёплому крову нужен акт", r"Мы из ООО «(\w+)», \1 нужен акт"),
        ("We are Hale & Sons Hardware Ltd, pay to Hale & Sons Hardware", r"We are (\w+) Ltd, pay to \1"),
    ],
)
def test_other_data_keeps_its_look_and_comes_from_ranges_for_examples(text: str, shape: str) -> None:
    made = private(text, OLGA)
    assert re.fullmatch(shape, made), made
    assert (made == text) == ("Амбарик" in text)


def test_cards_and_insurance_numbers_keep_their_check_digits() -> None:
    made = private("карта 4276 1234 5678 9010, СНИЛС 112-233-445 95")
    card, snils = re.findall(r"\d[\d \-]+\d", made)
    assert checksums.luhn(card.replace(" ", ""))
    assert card.startswith("4000 00")
    assert checksums.snils(re.sub(r"\D", "", snils))
    assert snils.startswith("000")


def test_one_person_has_one_stand_in_in_a_ticket_and_another_in_the_next() -> None:
    texts = {"subject": "Для Анны Крыловой", "message": "Анна Крылова ждёт. Анне Крыловой!", "reply": "Анна, готово."}
    subject, message, reply = anonymised(texts, Given(), seed="t-1").texts
    name = reply.split(",")[0]
    assert message.startswith(f"{name} ")
    assert subject.split()[1][:-1] == name[:-1]
    others = {anonymised(texts, Given(), seed=f"t-{number}").texts[2] for number in range(8)}
    assert len(others) > 2


def test_stand_ins_depend_on_the_ticket_and_never_on_the_value() -> None:
    """Otherwise whoever guesses a value could hold its stand-in against the text."""
    assert private("Звоните +7 916 123-45-67") == private("Звоните +7 903 765-43-21")
    assert private("Это Анна Крылова.") == private("Это Инна Белова.")


def test_two_people_never_share_a_stand_in() -> None:
    names = ["Анна", "Елена", "Мария", "Ирина", "Наталья", "Татьяна", "Светлана", "Галина"]
    made = private("Были: " + ", ".join(f"{name} Крылова" for name in names) + ".")
    first = [pair.split()[0] for pair in made.removeprefix("Были: ").rstrip(".").split(", ")]
    assert len(set(first)) == len(names)
    assert not set(first) & set(names)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("здравствуйте, это анна кузьмина, не пришёл заказ", ("анна", "кузьмина")),
        ("с уважением, ольга дмитриевна", ("ольга", "дмитриевна")),
        ("передайте светлане игоревне, что я заходил", ("светлане", "игоревне")),
        ("мой муж иван сергеевич оплатил картой", ("иван", "сергеевич")),
        ("рассчитаться за рустама ахметзянова", ("рустама", "ахметзянова")),
        ("ПЁТР САЛТЫКОВ НЕ ПОЛУЧИЛ ЗАКАЗ", ("ПЁТР", "САЛТЫКОВ")),
        ("i'm jane, where is my order", ("jane",)),
        ("SALTYKOV PETR, where is my order", ("SALTYKOV", "PETR")),
    ],
)
def test_names_are_found_in_small_letters_and_in_capitals_alone(text: str, gone: tuple[str, ...]) -> None:
    made = private(text)
    assert not set(re.findall(r"\w+", made)) & set(gone), made
    assert len(made.split()) == len(text.split())
    assert (made.islower(), made.isupper()) == (text.islower(), text.isupper())


@pytest.mark.parametrize(
    "text",
    [
        "макс. скорость упала, вера в успех тоже, а роман хороший",
        "нужен любой свет для розы и марки, лев на обложке",
        "зачем вам куки, если на улице мороз",
        "my order of 12 jan will come in may, mark it as paid",
        "ИНН и ОГРН не принимает, ЕГРН выдала ошибку E-4512",
    ],
)
def test_words_that_are_names_only_by_chance_stay(text: str) -> None:
    assert private(text) == text


def test_questions_about_everything_lose_no_word_to_the_search_for_names_in_small_letters() -> None:
    asked = [text for one in read_everyday(everyday_folder()).questions for text in one.sentences.values()]
    lost = [text for text in asked if list(left_names(text, brand=""))]
    assert len(asked) > 2000
    assert len(lost) <= len(asked) / 1000, lost


def test_a_surname_that_looks_like_several_first_names_gets_a_surname() -> None:
    given = private("Пишет вам Заур Магомедович Гаджимурадов.").rstrip(".").split()
    assert given[-1] in {one.russian for one in surnames(Gender.MAN, english=False)}


@pytest.mark.parametrize(
    ("given", "listed"),
    [
        ("Крылова", surnames(Gender.WOMAN, english=False)),
        ("Абдурахманов", surnames(Gender.MAN, english=False)),
        ("Айбек", first_names(Gender.MAN, english=False)),
        ("Дездемона", first_names(Gender.WOMAN, english=False)),
    ],
)
def test_a_column_of_names_may_hold_a_surname_alone(given: str, listed: tuple[StandIn, ...]) -> None:
    made = private(f"Это {given}.", Given(names=tuple(person(given, None, None))))
    assert made.removeprefix("Это ").rstrip(".") in {one.russian for one in listed}


def test_words_between_the_numbers_of_a_document_stay() -> None:
    assert re.fullmatch(r"паспорт серия 0000 номер \d{6}", private("паспорт серия 4508 номер 123456"))


def looks(found: Anonymised) -> list[tuple[str, str]]:
    return [(one.why.split(":")[0], one.word) for one in found.looks]


def test_words_that_may_be_names_are_asked_about_however_they_are_written() -> None:
    found = anonymised({"message": "марк. не отвечает, CALTЫKOB тоже, привет от Örvar"}, Given(), seed="t-1")
    assert looks(found) == [
        ("a word that may be a name was left", "марк"),
        ("a word in two alphabets was left", "CALTЫKOB"),
        ("a word with a capital was left", "Örvar"),
    ]


def test_places_that_a_person_should_look_at_are_listed_without_what_stood_there(tmp_path: Path) -> None:
    text = "Мы писали Смарагдову из Теплотехники, мой пароль: Qwerty123! и код 12-34-56."
    found = anonymised({"message": text}, Given(), seed="t-1")
    assert looks(found) == [
        ("a long number was left", "12-34-56"),
        ("a word with a capital was left", "Смарагдову"),
        ("a word with a capital was left", "Теплотехники"),
        ("replaced as secret", ""),
    ]
    write_review(tmp_path / "review.csv", [("t-1", one) for one in found.looks])
    written = (tmp_path / "review.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfcase;where;why;text")
    assert b"Qwerty123" not in written


def test_words_of_the_trade_are_not_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    rows = "".join(f"{number},Почему тариф Команда не виден?\n" for number in range(3))
    path.write_text(f"ID,Message\n{rows}9,Почему Ванадий не виден?\n", encoding="utf-8")
    assert {case for case, _ in import_tickets(path).looks} <= {"9"}


def test_personal_data_stays_where_the_user_wants_it(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("ID,Message,Клиент\n1,Звоните +7 916 123-45-67,Анна Крылова\n", encoding="utf-8")
    (case,) = import_tickets(path, wishes=Wishes(private=False)).cases
    assert case.request["end_user"] == {"name": "Анна", "surname": "Крылова"}
    assert "916" in case.request["conversation"]["messages"][0]["text"]


def test_what_the_columns_give_of_people_is_replaced_in_all_texts_and_the_own_company_stays(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "ID;Клиент;Компания;Email;Телефон;Сообщение;Ответ;Агент\n"
        "1;ИП Крылова Анна;ООО «Светлый дом»;krylova@svet.ru;9161234567;Светлому дому не пришёл счёт. Крыловой А."
        " позвоните на 9161234567 или krylova@svet.ru, Вере отвечали.;Счёт отправили, Анна. Амбарика ждёт Веру."
        ";Вера Смолкина\n",
        encoding="utf-8",
    )
    (case,) = import_tickets(path, wishes=Wishes(company="Амбарика")).cases
    text = case.model_dump_json().casefold()
    assert not [one for one in ("крылов", "светл", "svet.ru", "916123", "смолкин", "вера ", "вере") if one in text]
    assert "амбарика ждёт" in text
    assert case.request["agent"]["company"] == "Амбарика"
    assert set(case.request["end_user"]) >= {"name", "surname", "company"}


def test_the_form_of_a_business_is_no_name_and_a_firm_no_person(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "ID,Клиент,Сообщение\n1,ИП Крылова,Крыловой не пришёл счёт.\n2,ООО Светлана,Где счёт Светланы?\n",
        encoding="utf-8",
    )
    trader, firm = (case.request["end_user"] for case in import_tickets(path).cases)
    assert set(trader) == {"name"}
    assert firm["company"].startswith("ООО ")
    assert set(firm) == {"company"}
    left = [case.model_dump_json() for case in import_tickets(path).cases]
    assert not [one for one in left if "Крылов" in one or "Светлан" in one]


def test_what_the_articles_tell_everybody_is_nobodys_data(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "ID,Message,Reply\n1,Как с вами связаться? Мой ящик ivan.petrov@mail.ru,"
        "Пишите на help@ambarika.example или звоните 8 800 555-35-35.\n",
        encoding="utf-8",
    )
    body = "Поддержка: help@ambarika.example, 8 800 555-35-35"
    shelf = Shelf([Article("ru/contacts", "Контакты", body, "ru")])
    (case,) = import_tickets(path, wishes=Wishes(shelf)).cases
    assert case.gold_answer == "Пишите на help@ambarika.example или звоните 8 800 555-35-35."
    assert "petrov" not in case.model_dump_json()


def test_english_names_get_english_stand_ins_of_their_gender() -> None:
    made = {
        private(f"Regards,\n{name} Hale", seed=f"t{at}").split("\n")[1].split()[0] for at in range(4) for name in MEN
    }
    assert not [name for name in made if name in {one.latin for one in first_names(Gender.WOMAN, english=True)}]
    assert made <= {one.latin for one in first_names(Gender.MAN, english=True)}


def test_names_that_nothing_gives_away_are_replaced_or_stand_in_the_review() -> None:
    names = replaced = 0
    unseen: list[str] = []
    for number, one in enumerate(sentences()):
        found = anonymised({"message": one.text}, Given(), seed=f"t-{number}")
        for start, end in one.names:
            name = one.text[start:end]
            gone = name not in found.texts[0]
            names, replaced = names + 1, replaced + gone
            unseen += [] if gone or any(name.split()[0] in look.text for look in found.looks) else [one.text]
    assert unseen == []
    assert replaced >= 0.95 * names
