"""Closing a file with a reason, and opening it again: decision 9 says what goes on meanwhile."""
