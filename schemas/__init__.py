"""The words: events and frames, findings, alerts, identifiers; and their validation."""
