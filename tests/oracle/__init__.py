"""A second, naive reading of contract and rules, and random scenarios to hold the product against it."""
