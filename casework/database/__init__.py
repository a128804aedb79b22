"""One door to SQLite and PostgreSQL: short transactions that roll back unless told to commit."""
