"""The live tail over HTTP, as ASGI: who may read, from where, and one reader's connection."""
