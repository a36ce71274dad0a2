"""`python -m eval.llm_servers`: real language model servers on loopback -> the tests that are written for them.

Sets up two environments under .otvet/llm (2 GB, minutes, the first time), makes a tiny random-weight model, starts the
LiteLLM proxy with scripted answers and `transformers serve`, runs the tests, stops both. Nothing is downloaded from a
model hub, nothing listens beyond 127.0.0.1. Exit code: that of the tests, 3 where the servers could not be started.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from eval.llm_servers import environments, scripts
from eval.llm_servers.environments import FOLDER, ROOT, SetupFailed
from eval.llm_servers.processes import NotReady, free_port, running

TESTS = ("tests/service/llm/test_real_servers.py", "tests/service/test_suggestions_of_real_servers.py")
NOT_READY = 3


def main(arguments: Sequence[str]) -> int:
    """``arguments`` go to pytest."""
    try:
        _say("Setting up the servers (a few minutes and 2 GB the first time)")
        with litellm() as proxy, transformers_serve() as serve:
            _say(f"LiteLLM at {proxy['LLM_TEST_LITELLM']}, transformers serve at {serve['LLM_TEST_TRANSFORMERS']}")
            return _tested({**proxy, **serve}, arguments)
    except (SetupFailed, NotReady) as exc:
        _say(f"eval.llm_servers: {exc}")
        return NOT_READY


@contextmanager
def litellm() -> Iterator[Mapping[str, str]]:
    """The proxy; what the tests have to know about it."""
    programs = environments.litellm()
    port, config = free_port(), FOLDER / "litellm.yaml"
    config.write_text(scripts.litellm_config(), "utf-8")
    at = ["--host", "127.0.0.1", "--port", str(port), "--telemetry", "False"]
    command = [str(programs / "litellm"), "--config", str(config), *at]
    environment = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MASTER_KEY": scripts.KEY}
    with running(
        command,
        health=f"http://127.0.0.1:{port}/health/liveliness",
        log=FOLDER / "litellm.log",
        environment=environment,
        folder=FOLDER,
    ):
        yield {"LLM_TEST_LITELLM": f"http://127.0.0.1:{port}/v1", "LLM_TEST_LITELLM_KEY": scripts.KEY}


@contextmanager
def transformers_serve() -> Iterator[Mapping[str, str]]:
    """`transformers serve` with the tiny model; what the tests have to know about it."""
    programs = environments.transformers()
    model = environments.tiny_model(programs)
    port, cache = free_port(), FOLDER / "hub"
    (cache / "hub").mkdir(parents=True, exist_ok=True)
    at = ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    with running(
        [str(programs / "transformers"), "serve", str(model), *at],
        health=f"http://127.0.0.1:{port}/health",
        log=FOLDER / "transformers.log",
        environment={"HF_HUB_OFFLINE": "1", "HF_HOME": str(cache), "OMP_NUM_THREADS": "1"},
        folder=FOLDER,
    ):
        yield {"LLM_TEST_TRANSFORMERS": f"http://127.0.0.1:{port}/v1", "LLM_TEST_TRANSFORMERS_MODEL": str(model)}


def _tested(environment: Mapping[str, str], arguments: Sequence[str]) -> int:
    command = [sys.executable, "-m", "pytest", *TESTS, "-rs", *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, cwd=ROOT, check=False).returncode  # noqa: S603


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
