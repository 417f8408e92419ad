"""Adapters to the world outside: database, broker, clock, embedded engines. Nothing is decided here."""
