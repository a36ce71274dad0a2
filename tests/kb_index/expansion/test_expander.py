"""Terms of a query and what else counts as them in an index."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kb_index.expansion.expander import Part, WordExpander
from kb_index.ports import QueryTerm
from kb_index.text.lemmas import search_terms
from tests.kb_index.expansion.vocabulary_of import ListedVocabulary, vocabulary_of


def expanded(query, text, *, gone="", parts=frozenset(Part)):
    found = WordExpander(parts=parts).expand(search_terms(query), vocabulary_of(text, gone=gone))
    return {one.term: [other for other, _ in one.others] for one in found}


# --- typos --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("авотризация", "авторизация"),
        ("плтаеж", "платеж"),
        ("серевра", "сервер"),  # an inflected form
        ("подклчение", "подключение"),
        ("верисю", "версия"),  # the slip hides the stem
        ("kuberntes", "kubernet"),
        ("passwrod", "password"),
        ("subscirption", "subscript"),
    ],
)
def test_a_mistyped_word_finds_the_word_of_the_index(typed, meant):
    assert expanded(typed, "авторизация платёж сервер подключение версия kubernetes password subscription") == {
        search_terms(typed)[0]: [meant]
    }


def test_a_right_word_that_the_index_lacks_is_not_turned_into_another():
    assert expanded("кошка", "кошелёк кашка ложка") == {"кошка": []}
    assert expanded("house", "mouse horse") == {"hous": []}


def test_a_word_that_passages_hold_is_left_alone():
    assert expanded("тариф", "тариф тарифы трафик") == {"тариф": []}


def test_a_word_of_deleted_passages_neither_hides_a_mistake_nor_corrects_one():
    assert expanded("плтаеж", "платёж", gone="плтаеж") == {"плтаеж": ["платеж"]}
    assert expanded("плтаеж", "заказ", gone="платёж") == {"плтаеж": []}


def test_a_slip_to_a_key_nearby_is_likelier_than_one_to_a_far_key():
    terms = WordExpander().expand(["плптеж"], vocabulary_of("платеж плутеж"))
    (first, likely), (second, less) = terms[0].others
    assert (first, second) == ("платеж", "плутеж")
    assert likely > less


# --- scripts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("слаке", "Slack"),
        ("постгрес", "Postgres"),
        ("кубернетеса", "Kubernetes"),
        ("эксель", "Excel"),
        ("докер", "Docker"),
        ("вебхуки", "webhook"),
        ("дашборд", "dashboard"),
        ("зуме", "Zoom"),
        ("гитлабом", "GitLab"),
        ("джире", "Jira"),
        ("биллинг", "billing"),
        ("telegram", "Телеграм"),
        ("bitrix", "Битрикс"),
        ("zoom", "зума"),
    ],
)
def test_a_name_is_found_in_the_other_script(asked, written):
    only = frozenset({Part.SCRIPTS})
    assert list(expanded(asked, written, parts=only).values()) == [search_terms(written)]


def test_russian_words_that_only_resemble_a_latin_one_stay_apart():
    latin = "super proto storage robot list port disk"
    words = "запрос порода строгий работа люстра"
    assert not any(expanded(words, latin, parts=frozenset({Part.SCRIPTS})).values())


def test_a_native_word_that_passages_hold_is_not_looked_for_in_latin():
    only = frozenset({Part.SCRIPTS})
    assert expanded("сервер", "сервер server", parts=only) == {"сервер": []}
    assert expanded("сервер", "server", parts=only) == {"сервер": ["server"]}
    assert expanded("server", "сервер server", parts=only) == {"server": ["сервер"]}  # it stood in code, may be


# --- codes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("E1043", "E-1043"),
        ("E-1043", "E1043"),
        ("ошибка e 1043", "E1043"),
        ("ORA01017", "ORA-01017"),
        ("ORA-1017", "ORA-01017"),
        ("v4.2", "4.2"),
        ("4.2", "v4.2"),
        ("user id", "userId"),
        ("userid", "user_id"),
        ("веб хук", "вебхук"),
        ("email", "e-mail"),
        ("1C", "1С"),  # Latin C, Cyrillic С
        ("80070005", "0x80070005"),
    ],
)
def test_a_code_is_found_however_it_is_spelled(asked, written):
    found = expanded(asked, written, parts=frozenset({Part.CODES}))
    held = set(search_terms(written))
    assert held & ({other for others in found.values() for other in others} | set(found))


def test_a_code_is_not_found_by_another_number():
    assert expanded("E1043", "E1044 E-2043", parts=frozenset({Part.CODES})) == {"e1043": []}


def test_a_number_of_things_is_no_code():
    assert expanded("3 хоста", "хост 3-хост", parts=frozenset({Part.CODES}))["хост"] == []


def test_a_path_adds_nothing_to_the_word_that_stands_in_it():
    assert expanded("кластер", "кластер _кластер_ /кластер", parts=frozenset({Part.CODES})) == {"кластер": []}


# --- synonyms -----------------------------------------------------------------------------------------


def test_a_word_that_passages_lack_is_looked_for_by_its_synonyms():
    assert "возврат" in expanded("манибэк", "возврат средств")["манибэк"]
    assert "subscript" in expanded("membership", "subscription plan")["membership"]


def test_several_words_may_be_called_by_one():
    found = expanded("виртуальная машина", "ВМ")
    assert found == {"виртуальный": ["вм"], "машина": ["вм"]}


def test_synonyms_of_a_word_that_passages_hold_are_left_out():
    assert expanded("возврат", "возврат манибэк возмещение") == {"возврат": []}


# --- all ----------------------------------------------------------------------------------------------


def test_terms_come_once_each_in_the_order_of_the_query():
    terms = WordExpander().expand(["тариф", "оплата", "тариф"], vocabulary_of("тариф оплата"))
    assert terms == (QueryTerm("тариф"), QueryTerm("оплата"))


def test_what_is_found_is_worth_no_more_than_the_word_itself():
    terms = WordExpander().expand(
        search_terms("слак плтаеж манибэк E1043"), vocabulary_of("Slack платёж рефанд E-1043")
    )
    worths = [worth for one in terms for _, worth in one.others]
    assert len(worths) >= 4
    assert all(0 < worth <= 1 for worth in worths)


def test_words_that_an_index_gains_are_found_by_the_same_expander():
    expander, vocabulary = WordExpander(), vocabulary_of("заказ")
    assert expander.expand(["плтаеж"], vocabulary) == (QueryTerm("плтаеж"),)
    vocabulary.texts.append("платеж")
    assert [other for other, _ in expander.expand(["плтаеж"], vocabulary)[0].others] == ["платеж"]


def test_one_expander_serves_an_older_generation_and_another_index():
    expander = WordExpander()
    whole = ListedVocabulary(["заказ", "платеж", "slack"])
    older = ListedVocabulary(whole.texts[:1])
    other = ListedVocabulary(["сервер", "docker"])
    found = [
        [[name for name, _ in one.others] for one in expander.expand(["плтаеж", "слак", "докир"], vocabulary)]
        for vocabulary in (whole, older, other, whole)
    ]
    assert found == [[["платеж"], ["slack"], []], [[], [], []], [[], [], ["docker"]], [["платеж"], ["slack"], []]]


def test_threads_get_what_one_thread_gets():
    words = ["плтаеж", "слак", "авотризация", "kuberntes"]
    texts = search_terms("платеж slack авторизация kubernetes") + [f"слово{number}" for number in range(2000)]
    expander, vocabulary = WordExpander(), ListedVocabulary(texts)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: expander.expand(words, vocabulary), range(32)))
    assert set(found) == {WordExpander().expand(words, vocabulary)}


def test_a_message_of_nonsense_is_looked_up_only_so_far():
    words = [f"ыщзх{'абвгдежзик'[number % 10]}{'лмнопрстуф'[number // 10]}" for number in range(60)]
    vocabulary = ListedVocabulary([f"{word}а" for word in words])
    found = WordExpander().expand(words, vocabulary)
    assert len(found) == 60
    assert 0 < sum(bool(one.others) for one in found) <= 12
