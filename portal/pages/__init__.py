"""The pages, one module or package for each area; each has a `router`."""
