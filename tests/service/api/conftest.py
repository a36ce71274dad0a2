from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from tests.fakes import FakeServices, fake_services, opening, settings


@pytest.fixture
def services() -> FakeServices:
    return fake_services()


@pytest.fixture
def serve() -> Iterator[Callable[..., TestClient]]:
    """Starts the app on fake services: ``serve(services, token=…)``."""
    with ExitStack() as stack:

        def start(services: FakeServices, **given: Any) -> TestClient:
            app = create_app(settings(**given), opening(services))
            return stack.enter_context(TestClient(app, follow_redirects=False))

        yield start


@pytest.fixture
def client(serve: Callable[..., TestClient], services: FakeServices) -> TestClient:
    return serve(services)
