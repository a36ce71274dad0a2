"""The service: HTTP, language models and tone around the knowledge base."""
