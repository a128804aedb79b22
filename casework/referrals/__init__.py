"""One desk asks another: sent with exactly her keys, answered by a person, never lapsing."""
