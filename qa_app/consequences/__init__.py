"""What follows in the same transaction: steps that several use cases have in common. None commits, none is one itself."""
