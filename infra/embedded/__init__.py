"""Servers out of the box: a database and a broker that `wagewatch up` starts itself."""
