"""`python -m local.keys`: the API keys of a stack, and the secret that its read tokens are signed with."""
