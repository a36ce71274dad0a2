"""What both trainings are told on the command line -> the sources of their texts."""

from __future__ import annotations

import argparse
from pathlib import Path

from eval.encoder.corpus import Sources


def add_sources(parser: argparse.ArgumentParser) -> None:
    """``--pairs``, ``--pages``, ``--held-out``, ``--share-alike`` and ``--work``."""
    parser.add_argument("--pairs", type=Path, nargs="+", required=True, help="files or folders of ru<TAB>en<TAB>source")
    parser.add_argument("--pages", type=Path, nargs=2, action="append", default=[], metavar=("RU", "EN"))
    parser.add_argument("--held-out", type=Path, nargs="*", default=[], help="queries that must not be trained on")
    parser.add_argument("--share-alike", action="store_true", help="train on share-alike pages; do not ship the result")
    parser.add_argument("--work", type=Path, default=Path(".otvet/encoder"), help="what a later run goes on with")


def sources_of(given: argparse.Namespace) -> Sources:
    """Of the arguments that ``add_sources`` added."""
    pages = tuple((russian, english) for russian, english in given.pages)
    return Sources(tuple(given.pairs), pages, tuple(given.held_out), given.share_alike)
