"""What stands behind the pages of the people at banks, sites and registries."""
