"""What we hand over: findings in, bytes out."""
