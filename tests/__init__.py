"""The tests: one folder per room, and rules about the code, in tests/architecture/."""
