"""What we are given: files in, typed rows and problems out."""
