"""Casework: confidential case management for people who suffer gender-based violence."""
