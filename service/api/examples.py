"""The examples of the contract, one per operation; a test sends the requests and validates the answers."""

from __future__ import annotations

from typing import Any

RULE = {
    "id": "no-problema",
    "kind": "existence",
    "severity": "error",
    "standard": "default",
    "version": "5f0c1d2e3a4b",
    "source": "Tone standard, forbidden phrases",
}
GUARDRAIL_PASS = {
    "verdict": "pass",
    "complete": True,
    "findings": [],
    "repairs": [],
    "not_evaluated": [{"rule_id": "greeting-by-name", "missing_field": "end_user.name"}],
    "skipped": [],
}
SUGGESTION_REQUEST: dict[str, Any] = {
    "conversation": {
        "channel": "email",
        "subject": "Экспорт",
        "messages": [{"role": "end_user", "text": "Здравствуйте! Как выгрузить список заказов в Excel?"}],
    },
    "end_user": {"name": "Мария"},
    "agent": {"first_name": "Олег", "company": "Маяк"},
}
_TEXT = "Здравствуйте, Мария!\n\nОткройте раздел «Заказы» и нажмите «Экспорт».\n\nПолучилось выгрузить список?"
_QUOTE = "Откройте раздел «Заказы» и нажмите «Экспорт»."
SUGGESTION_ANSWER: dict[str, Any] = {
    "suggestion_id": "sg_6b1f0c9d2e",
    "outcome": "suggest",
    "outcome_reason": "An article of the knowledge base answers the question.",
    "mode": "extractive",
    "language_code": "ru",
    "stage": "first",
    "confidence": 0.91,
    "confidence_level": "HIGH",
    "drafts": [
        {
            "draft_id": "sg_6b1f0c9d2e-1",
            "approach": "full",
            "text": _TEXT,
            "markdown": _TEXT,
            "citations": [
                {
                    "span": {"start": 22, "end": 67},
                    "source": {
                        "article_id": "orders/export",
                        "title": "Экспорт заказов",
                        "uri": "https://help.example.com/orders/export",
                        "version_hash": "0d6be1f0a2c34b59",
                        "quote": _QUOTE,
                        "quote_span": {"start": 40, "end": 85},
                    },
                }
            ],
            "grounding": {"coverage": 1.0, "unsupported_claims": [], "supported_claims": []},
            "guardrail": GUARDRAIL_PASS,
            "commitments": [],
        }
    ],
    "retrieved": [
        {
            "article_id": "orders/export",
            "title": "Экспорт заказов",
            "uri": "https://help.example.com/orders/export",
            "relevance_score": 0.83,
            "used": True,
            "excerpt": _QUOTE,
        }
    ],
    "should_escalate": False,
    "needs_approval": False,
    "warnings": [],
    "versions": {
        "service": "0.1.0",
        "model": "none",
        "prompt": "none",
        "standard": "default@5f0c1d2e3a4b",
        "index": "17",
        "embedder": "all-MiniLM-L6-v2",
    },
    "timings_ms": {"understand": 0.8, "search": 14.2, "draft": 3.1, "check": 1.9, "total": 20.3},
}
SUGGESTION_EVENTS = """event: retrieved
data: {"retrieved":[{"article_id":"orders/export","title":"Экспорт заказов","uri":null,"relevance_score":0.83,\
"used":false,"excerpt":"Откройте раздел «Заказы» и нажмите «Экспорт»."}]}
id: 1

event: draft.delta
data: {"text":"Здравствуйте, Мария!\\n\\n","span":{"start":0,"end":22}}
id: 2

event: suggestion
data: {"suggestion_id":"sg_6b1f0c9d2e","outcome":"suggest", … the rest of the answer, in one line … }
id: 3

"""
REWRITE_REQUEST: dict[str, Any] = {
    "text": "Добрый день! Ваш заказ отправлен и прибудет прибудет 14 марта. Спасибо за обращение!",
    "operation": "fix_grammar",
    "fragment": True,
}
_REWRITTEN = "Добрый день! Ваш заказ отправлен и прибудет 14 марта. Спасибо за обращение!"
REWRITE_ANSWER: dict[str, Any] = {
    "text": _REWRITTEN,
    "changed": True,
    "span": {"start": 0, "end": len(_REWRITTEN)},
    "operation": "fix_grammar",
    "mode": "extractive",
    "language_code": "ru",
    "contract": {"kept": [{"kind": "date", "text": "14 марта"}], "lost": [], "violations": []},
    "guardrail": GUARDRAIL_PASS,
    "commitments": [],
    "warnings": [],
    "versions": {"service": "0.1.0", "model": "none", "prompt": "3f9a1c22b7de", "standard": "default@5f0c1d2e3a4b"},
}
CHECK_REQUEST: dict[str, Any] = {
    "text": "У вас возникла проблема с оплатой.",
    "fragment": True,
    "conversation": {"channel": "chat"},
}
CHECK_ANSWER: dict[str, Any] = {
    "guardrail": {
        "verdict": "block",
        "complete": True,
        "findings": [
            {
                "rule": RULE,
                "message": "Не называйте случившееся проблемой: скажите, что именно произошло.",
                "span": {"start": 15, "end": 23},
                "match": "проблема",
                "replacements": [{"text": "сложность", "apply": "suggest"}],
            }
        ],
        "repairs": [],
        "not_evaluated": [],
        "skipped": [],
    },
    "commitments": [],
}
RETRIEVE_REQUEST: dict[str, Any] = {
    "query": "How do I export orders?",
    "language_code": "en",
    "filter": {"kind": ["article", "faq"]},
    "access_groups": ["partners"],
    "as_of": "2026-03-14T09:30:00+03:00",
    "limit": 3,
}
RETRIEVE_ANSWER: dict[str, Any] = {
    "hits": [
        {
            "article_id": "orders/export",
            "title": "Export orders",
            "uri": "https://help.example.com/orders/export",
            "version_hash": "0d6be1f0a2c34b59",
            "language_code": "en",
            "relevance_score": 0.83,
            "passage": {"text": "Open Orders and choose Export.", "span": {"start": 17, "end": 47}},
        }
    ],
    "confidence": 0.9,
}
ARTICLE_REQUEST: dict[str, Any] = {
    "title": "Export orders",
    "body_markdown": "# Export orders\n\nOpen Orders and choose Export.",
    "language_code": "en",
    "uri": "https://help.example.com/orders/export",
    "updated_at": "2026-03-14",
    "metadata": {"plan": "pro"},
}
ARTICLE_PUT_ANSWER: dict[str, Any] = {
    "article_id": "orders/export",
    "version_hash": "0d6be1f0a2c34b59",
    "passages": 1,
    "status": "created",
}
BATCH_REQUEST: dict[str, Any] = {
    "articles": [{"article_id": "orders/export", **ARTICLE_REQUEST}],
    "deletes": ["orders/export-old"],
}
BATCH_ANSWER: dict[str, Any] = {
    "results": [
        {"article_id": "orders/export", "status": "updated", "version_hash": "0d6be1f0a2c34b59", "passages": 1},
        {"article_id": "orders/export-old", "status": "deleted"},
    ]
}
RENAME_REQUEST: dict[str, Any] = {"from": "orders/export", "to": "reports/export"}
RENAME_ANSWER: dict[str, Any] = {
    "article_id": "reports/export",
    "version_hash": "6f1c0be2a94d3e75",
    "status": "renamed",
}
_HEAD: dict[str, Any] = {
    "article_id": "orders/export",
    "version_hash": "0d6be1f0a2c34b59",
    "title": "Export orders",
    "language_code": "en",
    "uri": "https://help.example.com/orders/export",
    "updated_at": "2026-03-14",
}
ARTICLE_ANSWER: dict[str, Any] = {
    **_HEAD,
    "body_markdown": "# Export orders\n\nOpen Orders and choose Export.",
    "metadata": {"plan": "pro"},
}
ARTICLE_PAGE: dict[str, Any] = {"articles": [_HEAD], "next_cursor": "b3JkZXJzL2V4cG9ydA"}
_STANDARD: dict[str, Any] = {
    "id": "default",
    "version": "5f0c1d2e3a4b",
    "description": {"ru": "Спокойный деловой тон.", "en": "A calm, businesslike tone."},
    "extends": [],
    "rule_count": 1,
}
STANDARDS_ANSWER: dict[str, Any] = {"standards": [_STANDARD]}
STANDARD_ANSWER: dict[str, Any] = {
    **_STANDARD,
    "rules": [
        {
            "id": "no-problema",
            "severity": "error",
            "kinds": ["existence"],
            "statement": {"ru": "Не говорите «проблема».", "en": "Do not say “problem”."},
            "message": {"ru": "Скажите, что именно произошло.", "en": "Say what exactly happened."},
            "source": "Tone standard, forbidden phrases",
        }
    ],
}
