"""The offline harness: scores what the service suggests."""
