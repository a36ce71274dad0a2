"""What the harness refuses: a run that cannot start, thresholds that cannot be used."""

from __future__ import annotations


class EvalError(Exception):
    """Anything that the harness refuses; the message says what is wrong and what to do."""


class EndpointUnusable(EvalError):
    """The service under evaluation does not answer, or is not ready."""


class ThresholdsInvalid(EvalError):
    """A thresholds file that cannot be used."""


class TrainingDataUnusable(EvalError):
    """Texts, pages, word vectors or a cache that an encoder cannot be trained on."""


class RunInvalid(EvalError):
    """A folder that holds no run, a damaged one, or one that another version of the format wrote."""


class ImportRefused(EvalError):
    """An export of tickets that cannot be read, or whose columns do not say what they hold."""
