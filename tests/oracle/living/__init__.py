"""A project's life in parts; each part emits what it is about and builds on the one before."""
