"""What is hidden: the labels that markers bear, and the kinds by which a setting lets them leave."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Label(StrEnum):
    NAME = "name"
    COMPANY = "company"
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    URL = "url"
    INN = "inn"
    SNILS = "snils"
    OGRN = "ogrn"
    PASSPORT = "passport"
    DOCUMENT = "document"
    BIRTH_DATE = "birthdate"
    PLATE = "plate"
    CARD = "card"
    ACCOUNT = "account"
    IBAN = "iban"
    ADDRESS = "address"
    ORDER = "order"
    LOGIN = "login"
    DEVICE = "device"
    NUMBER = "number"
    SECRET = "secret"
    TEXT = "text"  # what only looks like a marker: always hidden, or it could not be told from one


ALL = "all"
# Label -> the word of the setting `may_leave` that lets it pass; a label without one never does.
KINDS: Mapping[Label, str] = {
    Label.NAME: "name",
    Label.COMPANY: "company",
    **dict.fromkeys((Label.PHONE, Label.EMAIL, Label.HANDLE, Label.URL), "contact"),
    **dict.fromkeys((Label.INN, Label.SNILS, Label.OGRN, Label.PASSPORT, Label.DOCUMENT), "document"),
    **dict.fromkeys((Label.BIRTH_DATE, Label.PLATE), "document"),
    **dict.fromkeys((Label.CARD, Label.ACCOUNT, Label.IBAN), "payment"),
    Label.ADDRESS: "place",
    **dict.fromkeys((Label.ORDER, Label.LOGIN, Label.DEVICE, Label.NUMBER), "account"),
    Label.SECRET: "secret",
}


def hidden_labels(may_leave: frozenset[str]) -> frozenset[Label]:
    """The labels that are hidden where these kinds may leave."""
    return frozenset(label for label in Label if not _leaves(KINDS.get(label), may_leave))


def _leaves(kind: str | None, may_leave: frozenset[str]) -> bool:
    return kind is not None and (ALL in may_leave or kind in may_leave)
