"""Hand-offs as they are kept."""
