"""The only door to plaintext: keyrings, sections, records, grants and the directory."""
