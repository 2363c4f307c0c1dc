"""The HTTP API: requests in, answers and problems out. What happens to runs is in `tailrace.runs`."""
