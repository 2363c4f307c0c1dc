"""The wire formats of the providers, one module each; `base` says what a wire format must be able to do."""
