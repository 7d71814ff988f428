"""What is each part of the document, and in what order is it read? The structure tree and how it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Protocol

from reportlab.pdfbase.pdfdoc import PDFObject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Page(Protocol):
    """What is used of the library's page."""

    __NoDefault__: list[str]
    StructParents: int
    Tabs: PDFObject | str


class Pages(Protocol):
    """What is used of the library's list of pages."""

    pages: list[Page]


class Catalogue(Protocol):
    """What is used of the library's document catalogue."""

    MarkInfo: PDFObject
    Metadata: PDFObject
    StructTreeRoot: PDFObject


class Document(Protocol):
    """What is used of the library's document, none of it promised to stay: the reason for the narrow pin."""

    objectcounter: int
    idToObjectNumberAndVersion: dict[str, tuple[int, int]]  # noqa: N815
    Catalog: Catalogue
    Pages: Pages

    def Reference(self, one: PDFObject) -> PDFObject:  # noqa: N802
        """Give the object a number; a reference to it."""

    def thisPageName(self) -> str:  # noqa: N802
        """The name of the page being drawn."""

    def annotationName(self, name: str) -> str:  # noqa: N802
        """The name under which an annotation is kept."""

    def setDateFormatter(self, formatter: Callable[..., str]) -> None:  # noqa: N802
        """How the document's dates are written."""

    def SaveToFile(self, file: IO[bytes], canvas: object) -> None:  # noqa: N802
        """Write everything."""


@dataclass(slots=True, eq=False)
class Element:
    """One part: a paragraph, a table cell. ``content`` is its marks on pages and its parts, in reading order.

    ``attributes`` is the PDF text of its attribute dictionary. An element made with a parent stands there at once;
    it is drawn when the canvas marks it, on as many pages as it takes.
    """

    tag: str
    parent: Element | None = None
    alt: str = ""
    attributes: str = ""
    content: list[Element | Mark | LinkMark] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.parent.content.append(self)

    def walk(self) -> Iterator[Element]:
        """The element and everything below it."""
        yield self
        for one in self.content:
            if isinstance(one, Element):
                yield from one.walk()


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked piece of a page: the page's name in the document and the number of the piece on the page."""

    page: str
    number: int


@dataclass(frozen=True, slots=True)
class LinkMark:
    """A link annotation: its page's name and its own name in the document."""

    page: str
    annotation: str


class RawObject(PDFObject):
    """An object whose text is written by us: far quicker than a dictionary for thousands of small elements."""

    __RefOnly__ = 1

    def __init__(self) -> None:
        self.text = b""

    def format(self, _document: Document) -> bytes:
        """What stands in the file."""
        return self.text


@dataclass(slots=True)
class Parents:
    """For each page and each link, by its key: which elements its marks belong to."""

    found: list[list[Element] | Element] = field(default_factory=list)

    def add(self, owners: list[Element] | Element) -> int:
        """Keep the owners; their key."""
        self.found.append(owners)
        return len(self.found) - 1


def write_tree(document: Document, root: Element, parents: Parents) -> None:
    """Put the tree into the document's catalogue. The pages must have been added before."""
    top = RawObject()
    top_number = _number(document, top)
    objects = [(element, RawObject()) for element in root.walk()]
    numbers = {id(element): _number(document, raw) for element, raw in objects}
    for element, raw in objects:
        above = numbers[id(element.parent)] if element.parent is not None else top_number
        raw.text = _element_text(document, element, above, numbers)
    entries = " ".join(f"{key} {_owners_text(owners, numbers)}" for key, owners in enumerate(parents.found))
    top.text = (
        f"<</Type /StructTreeRoot /K {numbers[id(root)]} 0 R /ParentTree <</Nums [{entries}]>> "
        f"/ParentTreeNextKey {len(parents.found)}>>"
    ).encode("ascii")
    document.Catalog.StructTreeRoot = document.Reference(top)


def pdf_string(text: str) -> str:
    """A text string of PDF, as hexadecimal UTF-16 so that nothing in it needs escaping."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _number(document: Document, one: RawObject) -> int:
    document.Reference(one)
    return document.objectcounter


def _element_text(document: Document, element: Element, above: int, numbers: dict[int, int]) -> bytes:
    pages = {one.page for one in element.content if isinstance(one, Mark)}
    shared = pages.pop() if len(pages) == 1 else ""
    kids = " ".join(_kid_text(document, one, numbers, shared) for one in element.content)
    page = f" /Pg {document.idToObjectNumberAndVersion[shared][0]} 0 R" if shared else ""
    alt = f" /Alt {pdf_string(element.alt)}" if element.alt else ""
    attributes = f" /A {element.attributes}" if element.attributes else ""
    return f"<</S /{element.tag} /P {above} 0 R{page} /K [{kids}]{alt}{attributes}>>".encode("ascii")


def _kid_text(
    document: Document, one: Element | Mark | LinkMark, numbers: dict[int, int], shared: str
) -> str:
    if isinstance(one, Element):
        return f"{numbers[id(one)]} 0 R"
    if isinstance(one, Mark) and one.page == shared:
        return str(one.number)
    page = document.idToObjectNumberAndVersion[one.page][0]
    if isinstance(one, Mark):
        return f"<</Type /MCR /Pg {page} 0 R /MCID {one.number}>>"
    annotation = document.idToObjectNumberAndVersion[one.annotation][0]
    return f"<</Type /OBJR /Pg {page} 0 R /Obj {annotation} 0 R>>"


def _owners_text(owners: list[Element] | Element, numbers: dict[int, int]) -> str:
    if isinstance(owners, Element):
        return f"{numbers[id(owners)]} 0 R"
    return f"[{' '.join(f'{numbers[id(one)]} 0 R' for one in owners)}]"
