"""A standard's name -> milliseconds from nothing imported to the first text judged; run in a process of its own."""

from __future__ import annotations

import sys
import time

TEXT = "Здравствуйте! Возникла проблема с оплатой, ответим до 14:00."


def main(standard: str) -> int:
    started = time.perf_counter()
    from service.domain import CheckContext
    from service.guardrail.open import open_checker

    open_checker(standard).review(TEXT, CheckContext("ru"))
    sys.stdout.write(f"{1000 * (time.perf_counter() - started):.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
