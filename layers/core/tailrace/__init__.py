"""Tailrace: long AI generations as a log that many can follow while it is written."""
