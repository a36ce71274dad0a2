"""What the models of the LiteLLM proxy say -> its configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping

KEY = "sk-otvet-test"
CITY = '{"city": "Paris"}'
# A reply to “how long am I locked out” from the sample knowledge base, its fact to be found in the first passage.
REPLY = json.dumps(
    {
        "parts": [
            {
                "text": "After 5 wrong attempts sign-in is locked for 15 minutes. Wait and try again.",
                "passages": [1],
            }
        ],
        "unanswered": [],
    }
)
INVENTED = json.dumps(
    {
        "parts": [{"text": "Pay 499 USD at https://pay.example/unlock and we unlock you.", "passages": [1]}],
        "unanswered": [],
    }
)
DELAY_S = 3

# https://docs.litellm.ai: mock_response, mock_delay, mock_timeout
MODELS: Mapping[str, Mapping[str, object]] = {
    "city": {"mock_response": CITY},
    "reply": {"mock_response": REPLY},
    "invented": {"mock_response": INVENTED},
    "words": {"mock_response": "Wait out the 15 minutes."},
    "late": {"mock_response": CITY, "mock_delay": DELAY_S},
    "rate-limited": {"mock_response": "litellm.RateLimitError"},
    "broken": {"mock_response": "litellm.InternalServerError"},
    "too-long": {"mock_response": "litellm.ContextWindowExceededError"},
    "times-out": {"mock_response": CITY, "mock_timeout": True, "timeout": 1},
}


def litellm_config() -> str:
    """JSON, which YAML is a superset of."""
    models = [
        {"model_name": name, "litellm_params": {"model": f"openai/{name}", "api_key": "none", **script}}
        for name, script in MODELS.items()
    ]
    return json.dumps(
        {
            "model_list": models,
            "litellm_settings": {"num_retries": 0},
            # or a model that failed is left alone for a while, and the next test of it meets another error
            "router_settings": {"disable_cooldowns": True, "num_retries": 0},
        },
        indent=1,
    )
