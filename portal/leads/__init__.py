"""What the pages of leads show and read."""
