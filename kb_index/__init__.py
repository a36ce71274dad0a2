"""Articles and search; knows no ticket, no LLM, no HTTP."""
