"""Local servers that speak the wire formats of three model providers and of the YouTube Data API."""
