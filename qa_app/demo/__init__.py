"""What a newcomer sees first: Exampleshire, a council that does not exist."""
