"""Makes what tests stand on: visibly synthetic people in a commune founded by the real verbs."""
