"""`python -m local.record`: follows a real run and draws the terminal session as docs/playlist.svg."""
