"""The fault bench: runs of every kind while everything that can fail does, and what came of it, counted.

`python -m local.chaos --runs 60`, or `make chaos`. What is counted, and when it counts, stands in `verdict`.
"""
