"""Leads as they are worked on, what complainants wrote of themselves, and the evidence attached."""
