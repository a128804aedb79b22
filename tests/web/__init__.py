"""Tests of the shell of every page."""
