"""A standard and a number of texts -> one line per text: a hash of what the checker finds in it.

Run in processes with different hash seeds, the lines must be the same.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from itertools import islice

from eval.bars.corpus import corpus, opened


def main(standard: str, count: int) -> int:
    checker = opened(standard)
    for sample in islice(corpus(checker.standard), 0, None, _step(standard, count)):
        sys.stdout.write(sha256(repr(checker.review(sample.text, sample.context)).encode("utf-8")).hexdigest() + "\n")
    return 0


def _step(standard: str, count: int) -> int:
    """Every so-manieth text, so that all sorts are among them."""
    return max(1, len(corpus(opened(standard).standard)) // count)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
