"""What banks, sites and registries keep in tables: the feeds, their columns, and how a cell becomes a value."""
