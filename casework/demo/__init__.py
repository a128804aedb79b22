"""A living commune of synthetic people, to be shown, learned on and tested against."""
