"""Attackers at work: each promise of SECURITY.md §1 is attacked, and must refuse out loud."""
