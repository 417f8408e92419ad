"""A bank, a site, as they would feed Wagewatch day by day: made from the demonstration county, sent over real HTTP."""
