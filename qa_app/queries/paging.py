"""How is a long list read, fifty at a time?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlalchemy import func

from qa_app.db import session

if TYPE_CHECKING:
    from sqlalchemy import Select

T = TypeVar("T")

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list: which page of how many, and how many items there are in all."""

    items: tuple[T, ...]
    number: int
    pages: int
    total: int

    @property
    def first(self) -> int:
        """The place of the page's first item, counted from 1; 0 when the list is empty."""
        return (self.number - 1) * SIZE + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The place of the page's last item."""
        return min(self.number * SIZE, self.total)


def page_of(query: Select[T], number: int) -> Page[T]:
    """One page of an ordered query of one entity, in two statements. A number out of range gives the nearest page."""
    counted = query.order_by(None).options().with_only_columns(func.count(), maintain_column_froms=True)
    total = session.scalar(counted) or 0
    pages = max(1, -(-total // SIZE))
    number = min(max(number, 1), pages)
    items = session.scalars(query.limit(SIZE).offset((number - 1) * SIZE)).unique()
    return Page(tuple(items), number, pages, total)
