"""The judgement: what is known of a project, and what the rules hold to be wrong with it. Pure."""
