"""An organisation without a person's name: nobody is greeted by name, and nobody is blamed for it."""

import pytest

from service.domain import EndUser
from service.drafting.address import as_addressed
from service.drafting.prompt_book import phrase_book


@pytest.mark.parametrize(
    ("end_user", "known"),
    [
        (EndUser(name="Фонд Добро"), EndUser(company="Фонд Добро")),
        (EndUser(name="jen_k"), EndUser(company="jen_k")),
        (EndUser(name="ООО «Свет»", company="Свет"), EndUser(company="Свет")),
        (EndUser(name="Анна"), EndUser(name="Анна")),
        (EndUser(), EndUser()),
    ],
)
def test_a_name_that_is_no_persons_counts_as_the_companys(end_user, known):
    assert as_addressed(end_user, phrase_book("ru").wording, "ru") == known
