"""With which addresses can a visitor of the demo sign in?"""

from __future__ import annotations

PASSWORD = "copper-meadow-kettle"  # noqa: S105  # everybody's in the demo, and it is printed


def sign_ins() -> str:
    """A table for the terminal."""
    return PASSWORD
