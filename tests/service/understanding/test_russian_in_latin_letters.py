"""Russian in Latin letters is read, searched and answered as Russian."""

from __future__ import annotations

import pytest

from service.domain import Stage
from service.understand import understand
from service.understanding.latinised import in_cyrillic
from tests.service.drafting.desk import ticket


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("kak otmenit zapis na priem?", "как отменит запись на прием?"),
        ("skolko stoit chistka zubov", "сколько стоит чистка зубов"),
        ("gde hranyatsya snimki v prilozhenii", "где хранятся снимки в приложении"),
        ("4to delat esli ne prishel kod", "что делать если не пришел код"),
        ("ne rabotaet VPN i eSIM", "не работает VPN и eSIM"),
        ("oshibka E-1007 na sayte", "ошибка E-1007 на сайте"),
        ("pishite na info@firma.example", "пишите на info@firma.example"),
    ],
)
def test_words_are_spelt_as_they_sound_and_names_stay(written: str, spelt: str) -> None:
    assert in_cyrillic(written) == spelt


def test_it_is_searched_in_its_own_letters() -> None:
    understood = understand(ticket("privet, kak otmenit zapis na zavtra?"))

    assert understood.language_code == "ru"
    assert understood.query_text == "как отменит запись на завтра?"


def test_a_complaint_in_latin_letters_is_one() -> None:
    understood = understand(ticket("eto uzhasnyy servis, vy menya obmanuli, ne mogu voyti"))

    assert understood.stage is Stage.COMPLAINT


@pytest.mark.parametrize("text", ["How do I cancel my booking?", "Hvala, kako da otkazem termin?"])
def test_other_languages_in_latin_letters_stay_as_they_are(text: str) -> None:
    assert understand(ticket(text)).current_text == text
