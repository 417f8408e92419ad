"""Files as banks, sites and registries have them, read into checked events; or refused, with the reason."""
