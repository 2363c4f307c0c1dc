"""What the simulated models write, and what they know."""
