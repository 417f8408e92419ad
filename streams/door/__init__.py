"""The door for machines and browsers: what a client delivers, spooled, looked at row by row, accepted, receipted."""
