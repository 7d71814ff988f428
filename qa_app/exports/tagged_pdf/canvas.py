"""How is something drawn so that its meaning is drawn too? A canvas that marks what it paints.

Pinned to ReportLab 5.1: it writes marked-content operators between the library's own, sets page keys that it does
not know, and moves pages, all through names that it keeps private.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfdoc import XMP, PDFArray, PDFDictionary, PDFName, PDFString
from reportlab.pdfgen.canvas import Canvas

from qa_app.exports.fonts import font_name, width
from qa_app.exports.tagged_pdf.structure import Element, LinkMark, Mark, Parents, write_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from reportlab.pdfbase.pdfdoc import PDFObject

    from qa_app.exports.tagged_pdf.structure import Document

rl_config.useA85 = 0  # pages as bytes, not as text a quarter longer

_COLOURS: dict[str, Color] = {}


@dataclass(frozen=True, slots=True)
class Ink:
    """How words look."""

    size: float
    leading: float
    colour: str
    bold: bool = False


class TaggedCanvas(Canvas):
    """A canvas with a structure tree under ``root`` (a Document element).

    ``bookmarked`` says on which page each bookmark is, counted from 1 in the order of drawing.
    """

    if TYPE_CHECKING:
        _doc: Document
        _code: list[str]
        _filename: IO[bytes]
        _fillColorObj: object  # noqa: N815
        _annotationCount: int  # noqa: N815

        def _bookmarkReference(self, key: str) -> PDFObject: ...  # noqa: N802
        def _addAnnotation(self, annotation: PDFObject) -> None: ...  # noqa: N802

    def __init__(
        self, file: IO[bytes], *, page_size: tuple[float, float], title: str, author: str, made: datetime
    ) -> None:
        super().__init__(
            file,
            pagesize=page_size,
            invariant=1,
            pageCompression=1,
            pdfVersion=(1, 7),
            lang="en-GB",
            initialFontName=font_name(bold=False),  # type: ignore[arg-type]  # the stubs say float
        )
        font_name(bold=True)
        self.root = Element("Document")
        self.bookmarked: dict[str, int] = {}
        self._parents = Parents()
        self._owners: list[Element] = []
        self._inside = False
        self.setTitle(title)
        self.setAuthor(author)
        self.setCreator("qa_app")
        self._doc.setDateFormatter(lambda *_: f"D:{made:%Y%m%d%H%M%S}Z")
        self._doc.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        self._doc.Catalog.Metadata = XMP(creator=lambda _: _metadata(title, author))
        self.setViewerPreference("DisplayDocTitle", "true")
        self.showOutline()

    @contextmanager
    def marked(self, element: Element) -> Iterator[None]:
        """Everything painted meanwhile is the element's content."""
        number = len(self._owners)
        self._owners.append(element)
        element.content.append(Mark(self._doc.thisPageName(), number))
        yield from self._between(f"/{element.tag} <</MCID {number}>> BDC")

    @contextmanager
    def artifact(self, kind: str = "Layout") -> Iterator[None]:
        """Everything painted meanwhile is decoration: kind is Layout, Pagination or Background."""
        yield from self._between(f"/Artifact <</Type /{kind}>> BDC")

    def write(
        self, lines: Sequence[str], x: float, baseline: float, ink: Ink, *, right: float | None = None
    ) -> None:
        """Lines of printable text, the first on the baseline; ended at ``right`` instead of begun at x if given."""
        if self._fillColorObj is not colour(ink.colour):
            self.setFillColor(colour(ink.colour))
        text = self.beginText(x, baseline)
        text.setFont(font_name(bold=ink.bold), ink.size, ink.leading)
        if right is None:
            for line in lines:
                text.textLine(line)
        else:
            for place, line in enumerate(lines):
                text.setTextOrigin(
                    right - width(line, ink.size, bold=ink.bold), baseline - place * ink.leading
                )
                text.textOut(line)
        self.drawText(text)

    def bookmark(self, key: str, title: str, level: int, top: float) -> None:
        """A place that links can go to, with its line in the outline (level 0 is outermost)."""
        self.bookmarked[key] = self.getPageNumber()
        self.bookmarkPage(key, fit="XYZ", left=0, top=top, zoom=0)
        self.addOutlineEntry(title, key, level)

    def link(self, element: Element, area: tuple[float, float, float, float], key: str, words: str) -> None:
        """Make the area of the page a link to a bookmark, as part of the Link element."""
        annotation = PDFDictionary(
            {
                "Type": PDFName("Annot"),
                "Subtype": PDFName("Link"),
                "Rect": PDFArray(area),
                "Border": PDFArray([0, 0, 0]),
                "F": 4,
                "Contents": PDFString(words),
                "Dest": self._bookmarkReference(key),
                "StructParent": self._parents.add(element),
            }
        )
        self._addAnnotation(annotation)
        name = self._doc.annotationName(f"NUMBER{self._annotationCount}")
        element.content.append(LinkMark(self._doc.thisPageName(), name))

    def showPage(self) -> None:  # noqa: N802 (the library's name)
        """End the page."""
        if self._inside:
            raise ValueError("A page cannot end inside a marked piece")
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = self._parents.add(self._owners)
        page.Tabs = PDFName("S")
        self._owners = []

    def move_last_pages(self, how_many: int, *, to: int) -> None:
        """Put the last pages drawn before the page at place ``to`` (from 0)."""
        pages = self._doc.Pages.pages
        pages[to:] = [*pages[len(pages) - how_many :], *pages[to : len(pages) - how_many]]

    def save(self) -> None:
        """Write the file."""
        write_tree(self._doc, self.root, self._parents)
        self._doc.SaveToFile(self._filename, self)

    def _between(self, begin: str) -> Iterator[None]:
        if self._inside:
            raise ValueError("Marked pieces cannot stand inside each other")
        self._inside = True
        self._code.append(begin)
        yield
        self._code.append("EMC")
        self._inside = False


def colour(code: str) -> Color:
    """The library's colour for ``#rrggbb``."""
    if code not in _COLOURS:
        _COLOURS[code] = HexColor(code)
    return _COLOURS[code]


def _metadata(title: str, author: str) -> bytes:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>"
        "<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()
