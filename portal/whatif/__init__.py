"""What the pages of what-if show and read."""
