"""The emergency wage fund at work: what a case gathers by itself, the files for the banks, and their answers."""
