"""Trials of parameters and rules over the recorded history."""
