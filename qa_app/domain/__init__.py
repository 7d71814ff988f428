"""What is true: rules of auditing, with no input or output."""
