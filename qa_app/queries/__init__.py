"""What we read: every question begins from who is asking."""
