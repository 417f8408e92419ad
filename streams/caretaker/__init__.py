"""The background work of the offices: alerts admitted, deadlines kept, notices sent, portraits made."""
