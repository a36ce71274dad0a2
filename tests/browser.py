"""Debian's chromium without a window, spoken to over a pipe: what a page shows, logs and fetches."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

CHROMIUM = shutil.which("chromium")
WHY_NOT = "no chromium here: `apt-get install chromium`, then the pages are opened in a real browser"
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@dataclass
class Page:
    """One tab. ``logged``: console messages, exceptions and violations of the page's policy. ``fetched``: addresses."""

    commands: int
    answers: int
    session: str | None = None
    logged: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    _last: int = 0
    _unread: bytes = b""

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != self._last:
            self._heard(answer)
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']['message']}")
        return dict(answer["result"])

    def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        told = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in told:
            raise AssertionError(f"{script}: {told['exceptionDetails']['exception']['description']}")
        return told["result"].get("value")

    def open(self, path: Path, hash_: str = "") -> None:
        self.call("Page.navigate", url="about:blank")
        self.logged.clear()
        self.fetched.clear()
        self.call("Page.navigate", url=f"{path.resolve().as_uri()}{hash_}")
        self.until("document.readyState === 'complete'")

    def until(self, condition: str, seconds: float = 20.0) -> None:
        """Waits for an expression to be true."""
        end = monotonic() + seconds
        while not self.run(condition):
            assert monotonic() < end, f"not within {seconds} s: {condition}"
            sleep(0.01)

    def sized(self, width: int, height: int, *, mobile: bool = False, dark: bool = False) -> None:
        scale = 2 if mobile else 1
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=mobile
        )
        scheme = "dark" if dark else "light"
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def press(self, key: str, code: int) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def screenshot(self) -> bytes:
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            got = os.read(self.answers, 1 << 20)
            assert got, "chromium ended"
            self._unread += got
        one, _, self._unread = self._unread.partition(b"\0")
        return dict(json.loads(one))

    def _heard(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        match event.get("method"):
            case "Runtime.consoleAPICalled":
                self.logged.append(" ".join(str(one.get("value")) for one in params["args"]))
            case "Runtime.exceptionThrown":
                self.logged.append(str(params["exceptionDetails"]))
            case "Log.entryAdded":
                self.logged.append(str(params["entry"]["text"]))
            case "Network.requestWillBeSent":
                self.fetched.append(str(params["request"]["url"]))


@contextmanager
def chromium(folder: Path) -> Iterator[Page]:
    """A tab of a browser of its own, its profile in ``folder``; skip the test where CHROMIUM is None."""
    assert CHROMIUM is not None, WHY_NOT
    commands_out, commands_in = os.pipe()
    answers_out, answers_in = os.pipe()
    # The browser reads commands from its descriptor 3 and answers on 4.
    shell = f'exec "$0" "$@" 3<&{commands_out} 4>&{answers_in}'
    arguments = [CHROMIUM, *_FLAGS, f"--user-data-dir={folder}", "--remote-debugging-pipe", "about:blank"]
    process = subprocess.Popen(
        ["bash", "-c", shell, *arguments],
        pass_fds=(commands_out, answers_in),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(commands_out)
    os.close(answers_in)
    try:
        yield _tab(Page(commands_in, answers_out))
    finally:
        process.kill()
        process.wait()
        os.close(commands_in)
        os.close(answers_out)


def _tab(page: Page) -> Page:
    target = page.call("Target.createTarget", url="about:blank")["targetId"]
    page.session = page.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Runtime", "Log", "Network"):
        page.call(f"{domain}.enable")
    return page
