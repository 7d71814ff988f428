"""What we do: each public function is one use case."""
