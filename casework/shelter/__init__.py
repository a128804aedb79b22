"""A bed for tonight: the union's houses, and what a house itself is told."""
