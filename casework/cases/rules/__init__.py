"""What follows from an account is derived here, purely, and never asked of her or typed."""
