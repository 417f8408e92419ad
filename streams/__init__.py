"""The shell: intake, relay, watch, clock, replay, and the command line."""
