"""Passwords, keys, tokens and one-time codes that the request does not bring -> a hit for each."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.vouched import vouched_texts
from service.personal.secrets import SecretKind, secrets
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class SecretCheck:
    kinds: frozenset[SecretKind]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = [secret for secret in secrets(analysis.text) if secret.kind in self.kinds]
        if not found:
            return ()
        texts = vouched_texts(context)
        return tuple(Hit(secret.span) for secret in found if not any(secret.value in text for text in texts))


def build(node: Node, material: Material) -> SecretCheck:
    entries = node.only(required=("kinds",))
    return SecretCheck(frozenset(SecretKind(item.choice(SecretKind)) for item in entries["kinds"].items()))
