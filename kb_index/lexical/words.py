"""Terms in the order of their numbers -> a vocabulary with word families, shared by the generations of an index."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb_index.arrays import IntArray


def family(term: str) -> str:
    """The beginning that a word shares with its derivations: 4 to 6 letters, at least 3 fewer than the word has."""
    return term[: max(4, min(6, len(term) - 3))] if len(term) > 4 else term


class Words:
    """Grows behind its end and never changes otherwise, so readers of older generations need no lock.

    One thread at a time may extend it. A reader of an older generation can meet terms that its generation has not:
    they stand in none of its passages, which is what its statistics say of them.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.family_of: IntArray = np.zeros(0, np.int64)  # replaced by a longer one, never written to
        self._numbers: dict[str, int] = {}
        self._families: dict[str, int] = {}
        self._members: list[list[int]] = []

    def extend(self, first: int, texts: Sequence[str]) -> None:
        """Terms from number ``first`` on; what is known already is passed over."""
        start = len(self.texts)
        new = texts[start - first :]
        # What is looked up comes before what leads to it, because others read meanwhile.
        families = [self._join(family(text), number) for number, text in enumerate(new, start)]
        self.family_of = np.concatenate([self.family_of, np.array(families, np.int64)])
        self.texts.extend(new)
        self._numbers.update((text, number) for number, text in enumerate(new, start))

    def _join(self, name: str, member: int) -> int:
        """The number of the family, which has one member more."""
        own = self._families.get(name, len(self._members))
        if own == len(self._members):
            self._members.append([member])
            self._families[name] = own
        else:
            self._members[own].append(member)
        return own

    @property
    def families(self) -> int:
        """How many there are."""
        return len(self._members)

    def number(self, term: str) -> int:
        """-1 where the term was never seen."""
        return self._numbers.get(term, -1)

    def family_number(self, term: str) -> int:
        """Of the family that the term has or would have; -1 where no member of it was ever seen."""
        return self._families.get(family(term), -1)

    def members(self, family_number: int) -> Sequence[int]:
        """The terms of a family, ascending."""
        return self._members[family_number]
