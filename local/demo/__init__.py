"""`python -m local.demo`: a run of every kind, followed live, and what came of each opened by something real."""
