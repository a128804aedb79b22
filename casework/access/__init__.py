"""Who may do what, on one page; pure Python, no request and no database."""
