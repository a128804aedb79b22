"""Intake's forms: one a part, each mapping to the record that it fills."""
