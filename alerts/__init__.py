"""What people are told of findings, and what they do about them. Pure."""
