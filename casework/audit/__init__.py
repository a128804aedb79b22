"""The log: append-only, a Merkle tree, anchored outside the database; content needs its receipt."""
