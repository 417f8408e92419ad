"""What the pages of projects, districts, workers and campaigns share: portraits, their words, places, charts."""
