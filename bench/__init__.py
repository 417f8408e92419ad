"""The bench measures the running system against the limits of the machine it runs on, and prints ratios."""
