"""Coding drills: workspace, sandbox, comparison, diagnosis, reports."""
