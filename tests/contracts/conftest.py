"""A tiny cross-encoder with random weights, made here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_cross_encoder import write_tiny_cross_encoder


@pytest.fixture(scope="session")
def tiny_cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_cross_encoder(tmp_path_factory.mktemp("cross-encoder"))
