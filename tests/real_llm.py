"""Settings for the real language model servers that `make llm-servers` starts; a skip where they do not run."""

from __future__ import annotations

import os
from typing import Any

import pytest
from pydantic import SecretStr

from service.settings import LlmSettings


def litellm(model: str, **given: Any) -> LlmSettings:
    """The proxy with one of its scripted models (``eval.llm_servers.scripts``)."""
    key = SecretStr(os.environ.get("LLM_TEST_LITELLM_KEY", ""))
    return LlmSettings(**{"base_url": _address("LLM_TEST_LITELLM"), "model": model, "api_key": key, **given})


def transformers(**given: Any) -> LlmSettings:
    """The tiny model of random weights: whatever it is asked, it answers with gibberish."""
    url = _address("LLM_TEST_TRANSFORMERS")
    return LlmSettings(**{"base_url": url, "model": os.environ["LLM_TEST_TRANSFORMERS_MODEL"], **given})


def _address(name: str) -> str:
    url = os.environ.get(name)
    if not url:
        pytest.skip(f"{name} is not set: `make llm-servers` starts the real servers and runs these tests")
    return url
