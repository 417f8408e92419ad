"""Tests that kill what they find, in the middle of a stream, and then look for what is missing or doubled."""
