"""Lemmas, inflection and search terms."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kb_index.text.lemmas import inflect, known, lemma, lemmas, parses, search_terms


def test_a_reading_has_lemma_part_of_speech_grammemes_and_score():
    best = parses("рублей")[0]
    assert (best.lemma, best.pos) == ("рубль", "NOUN")
    assert {"plur", "gent"} <= best.grammemes
    assert sum(parse.score for parse in parses("стали")) == pytest.approx(1, abs=0.001)


def test_an_ambiguous_word_has_all_its_lemmas():
    assert set(lemmas("стали")) == {"стать", "сталь"}


@pytest.mark.parametrize(("left", "right"), [("ещё", "еще"), ("Проблемой", "ПРОБЛЕМЫ"), ("ёлки", "елкой")])
def test_forms_of_one_word_share_the_lemma(left, right):
    assert lemma(left, "ru") == lemma(right, "ru")


def test_english_words_are_stemmed():
    assert lemma("refunds", "en") == lemma("refunded", "en") == "refund"


@pytest.mark.parametrize(
    ("word", "grammemes", "expected"),
    [
        ("проблема", {"plur", "gent"}, "проблем"),
        ("Сложность", {"ablt"}, "Сложностью"),
        ("ВОПРОС", {"datv"}, "ВОПРОСУ"),
        ("для", {"gent"}, None),
    ],
)
def test_words_are_inflected_in_their_own_letter_case(word, grammemes, expected):
    assert inflect(word, frozenset(grammemes)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Как вернуть деньги за тариф?", ["вернуть", "деньга", "тариф"]),
        ("How do I get refunds?", ["get", "refund"]),
        ("ошибка E-1043 при оплате", ["ошибка", "e-1043", "1043", "оплата"]),
        ("1 290 рублей и 1,5 ГБ", ["1290", "рубль", "1.5", "гб"]),
        ("Ещё счёт, счет", ["счет", "счет"]),
        ("интернет-магазин", ["интернет-магазин", "интернет", "магазин"]),
        ("файл user_id", ["файл", "user_id", "user", "id"]),
        ("см. https://help.a.ru/billing", ["смотреть", "help.a.ru"]),
        ("и не на the of", []),
    ],
)
def test_search_terms_keep_topics_codes_and_numbers(text, expected):
    assert search_terms(text) == expected


def test_the_dictionary_knows_words_and_not_inventions():
    assert known(["Проблема", "бармаглотник"]) == {"Проблема"}


def test_threads_get_the_same_terms():
    words = [f"refunding charges{i} возвраты счета" for i in range(40)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(search_terms, words)) == [search_terms(w) for w in words]


@pytest.mark.parametrize(
    "forms",
    [
        "гитлаб гитлаба гитлабе",
        "биллинг биллинга биллингом",
        "телеграм телеграма телеграмом",
        "вебхук вебхуки вебхуков",
        "битрикс битрикса битриксе",
        "кубернетес кубернетеса кубернетесе",
    ],
)
def test_forms_of_a_word_that_no_dictionary_holds_share_one_search_term(forms):
    assert len(set(search_terms(forms))) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("цена 1 290 рублей, 10 000 строк", ["цена", "1290", "рубль", "10000", "строка"]),
        ("код 12 345а", ["код", "12", "345а"]),
        ("Bам звонили", ["звонить"]),  # a Latin letter in a Russian word
        ("не вошли, нe вошли", ["войти", "войти"]),
        ("счёт\u00adа", ["счет"]),  # a soft hyphen
        ("«Склад»,(остатки);цены", ["склад", "остаток", "цена"]),
    ],
)
def test_search_terms_of_pieces_are_those_of_the_whole_text(text, expected):
    assert search_terms(text) == expected


def test_search_terms_of_a_very_long_word_are_found_all_the_same():
    assert search_terms("x" * 500 + " счета") == ["x" * 500, "счет"]
