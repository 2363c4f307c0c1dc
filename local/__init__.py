"""The whole deployment on one machine: template.yaml as it is, the real code, no Docker and no account."""
