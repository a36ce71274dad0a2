"""The error tree of the service. A finding is data; an error is one of these.

OtvetError
├── RequestRefused        the request cannot be served as it stands
│   ├── NoCustomerMessage the thread holds no message of the end user
│   ├── UnknownStandard   no tone standard of that name
│   └── NotSupported      a field of the contract that this version does not serve (501)
├── NotReady              the index or the embedder is not there (yet)
├── Overloaded            the concurrency limit is reached
├── DeadlineExceeded      the request took longer than its deadline
├── RequestCancelled      nobody waits for the answer any more
├── ChatFailed            the language model gave nothing usable; its reason is a DegradedReason
├── StandardInvalid       a standards pack that cannot be loaded
└── ConfigInvalid         a setting with an unusable value
"""

from __future__ import annotations

from enum import StrEnum


class OtvetError(Exception):
    """Anything the service refuses; the message is written for a person."""


class RequestRefused(OtvetError):
    """The request cannot be served as it stands."""


class NoCustomerMessage(RequestRefused):
    """The thread holds no message of the end user."""


class UnknownStandard(RequestRefused):
    """There is no tone standard of that name."""


class NotSupported(RequestRefused):
    """A field of the contract that this version does not serve."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotReady(OtvetError):
    """The index or the embedder is not there (yet)."""


class Overloaded(OtvetError):
    """The concurrency limit is reached."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"The service is busy; try again in {retry_after} s.")
        self.retry_after = retry_after


class DeadlineExceeded(OtvetError):
    """The request took longer than its deadline."""


class RequestCancelled(OtvetError):
    """Nobody waits for the answer any more."""


class DegradedReason(StrEnum):
    """Why a reply was written without the language model although there is one."""

    BUSY = "llm_busy"  # our own limit of calls at once is reached
    CIRCUIT_OPEN = "llm_circuit_open"  # it failed too often; it is left alone for a while
    UNREACHABLE = "llm_unreachable"  # no connection, or it broke off
    TIMEOUT = "llm_timeout"
    RATE_LIMITED = "llm_rate_limited"  # 429 beyond what could be waited for
    REFUSED = "llm_refused"  # 400, 401, 403, 404: the settings are wrong
    SERVER_ERROR = "llm_server_error"  # 5xx
    BAD_ANSWER = "llm_bad_answer"  # empty, cut off, too large, or not the structure that was asked for
    WRONG_LANGUAGE = "llm_wrong_language"
    UNGROUNDED = "llm_ungrounded"  # it states what no source holds
    BREAKS_RULES = "llm_breaks_rules"  # error-level findings that could not be mended
    LEAK = "llm_leak"  # it repeats its instructions, or obeys orders from the ticket


class ChatFailed(OtvetError):
    """The language model gave nothing usable; the composer answers instead. The message never holds a text."""

    def __init__(self, reason: DegradedReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class StandardInvalid(OtvetError):
    """A standards pack cannot be loaded; each problem holds file, line and what to do."""

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(str(problem) for problem in self.args)

    def __str__(self) -> str:
        return "\n".join(self.problems)


class ConfigInvalid(OtvetError):
    """A setting has an unusable value."""
