"""What goes wrong on the way to a server -> ChatFailed with its reason. No message holds a byte of the exchange."""

from __future__ import annotations

import ssl

import httpx

from service.errors import ChatFailed, DegradedReason

# A completion changes nothing at the server, so asking again is safe where it says that it could not serve (RFC 9110,
# 15.5.9 and 15.6; RFC 6585, 4 for 429). It is never asked again once a part of an answer has come: that costs twice.
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_SERVER = "the language model's server"
_HINTS = {
    400: "it does not take the request: check OTVET_LLM__MODEL and OTVET_LLM__CONTEXT_CHARS",
    401: "check OTVET_LLM__API_KEY",
    402: "the account has no credit",
    403: "the key may not use this model",
    404: "check OTVET_LLM__BASE_URL and OTVET_LLM__MODEL",
    413: "the prompt is too long: lower OTVET_LLM__CONTEXT_CHARS",
}


class Passing(ChatFailed):
    """A failure that a further try may not meet. ``retry_after``: seconds, where the server says when."""

    def __init__(self, reason: DegradedReason, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason, message)
        self.retry_after = retry_after


class Unproven(ChatFailed):
    """A failure that says nothing about the server, such as a call that was given too little time."""


def of_status(status: int, retry_after: float | None) -> ChatFailed:
    """What an HTTP status other than 200 means."""
    reason, message = _reason(status), f"{_SERVER} answered {status}"
    if 300 <= status < 400:
        message += ": redirects are not followed, set OTVET_LLM__BASE_URL to the final address"
    elif status in _HINTS:
        message += f": {_HINTS[status]}"
    return Passing(reason, message, retry_after=retry_after) if status in _PASSING else ChatFailed(reason, message)


def of_refusal(status: int) -> ChatFailed:
    """An error inside an answer that began well: never asked again, a part of the answer may be out."""
    return ChatFailed(_reason(status), f"{_SERVER} reported an error {status} within its answer")


def before_answer(exc: httpx.HTTPError | httpx.InvalidURL | UnicodeError) -> ChatFailed:
    """A connection that failed before a byte of the answer came."""
    if isinstance(exc, httpx.WriteTimeout | httpx.ReadTimeout):
        return timed_out("took no request and gave no answer in time")
    if isinstance(exc, httpx.LocalProtocolError | httpx.UnsupportedProtocol | httpx.InvalidURL | UnicodeError):
        message = "a request cannot be built: check OTVET_LLM__BASE_URL and OTVET_LLM__API_KEY for stray characters"
        return ChatFailed(DegradedReason.REFUSED, message)
    if _distrusted(exc):
        message = f"the certificate of {_SERVER} is not trusted: set OTVET_LLM__CA_FILE to the one that signed it"
        return ChatFailed(DegradedReason.UNREACHABLE, message)
    return Passing(DegradedReason.UNREACHABLE, f"{_SERVER} cannot be reached, or hung up before it answered")


def within_answer(exc: httpx.HTTPError) -> ChatFailed:
    """A connection that failed while the answer came in."""
    if isinstance(exc, httpx.TimeoutException):
        return timed_out("fell silent in the middle of an answer")
    return broke_off()


def broke_off() -> ChatFailed:
    return ChatFailed(DegradedReason.UNREACHABLE, f"{_SERVER} broke off in the middle of an answer")


def timed_out(what: str) -> ChatFailed:
    return ChatFailed(DegradedReason.TIMEOUT, f"{_SERVER} {what}")


def out_of_time(given: float, patience: float) -> ChatFailed:
    """The whole time of a call is over; ``patience``: seconds from which that is the server's fault."""
    make = ChatFailed if given >= patience else Unproven
    return make(DegradedReason.TIMEOUT, f"{_SERVER} gave no whole answer within {max(given, 0.0):.1f} s")


def bad_answer(what: str) -> ChatFailed:
    return ChatFailed(DegradedReason.BAD_ANSWER, what)


def _reason(status: int) -> DegradedReason:
    if status == 408:
        return DegradedReason.TIMEOUT
    if status == 429:
        return DegradedReason.RATE_LIMITED
    if status >= 500:
        return DegradedReason.SERVER_ERROR
    return DegradedReason.REFUSED if status >= 300 else DegradedReason.BAD_ANSWER


def _distrusted(exc: BaseException | None) -> bool:
    while exc is not None:
        if isinstance(exc, ssl.SSLCertVerificationError):
            return True
        exc = exc.__cause__ or exc.__context__
    return False
