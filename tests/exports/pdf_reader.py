"""Reads a PDF as a screen reader does: the structure tree, and the words that each part marks on the pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf

PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"', "Do", "sh", "INLINE IMAGE"}


@dataclass(eq=False)
class Part:
    """One element of the tree with the text that it marks itself, and the pages that it stands on."""

    tag: str
    object: pikepdf.Object
    parts: list[Part] = field(default_factory=list)
    text: str = ""
    pages: set[int] = field(default_factory=set)
    marks: list[tuple[int, int]] = field(default_factory=list)
    links: list[pikepdf.Object] = field(default_factory=list)

    def walk(self):
        yield self
        for part in self.parts:
            yield from part.walk()

    def all(self, *tags):
        return [part for part in self.walk() if part.tag in tags]

    @property
    def alt(self):
        return str(self.object.get("/Alt", ""))

    def attribute(self, name):
        return str(self.object.get("/A", {}).get(name, ""))

    @property
    def words(self):
        """Its text and that of everything below it."""
        return " ".join(" ".join(part.text for part in self.walk()).split())


class ReadPdf:
    """An opened file."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(content))
        self.numbers = {page.objgen: place for place, page in enumerate(self.pdf.pages)}
        self.pages = [ReadPage(page) for page in self.pdf.pages]
        tree = self.pdf.Root.StructTreeRoot
        self.tree = self._part(tree.K)

    def _part(self, found: pikepdf.Object) -> Part:
        part = Part(str(found.S)[1:], found)
        for kid in found.get("/K", []):
            if isinstance(kid, int) or kid.get("/Type") == "/MCR":
                page = self.numbers[(found if isinstance(kid, int) else kid).Pg.objgen]
                mark = kid if isinstance(kid, int) else int(kid.MCID)
                part.pages.add(page)
                part.marks.append((page, mark))
                part.text += " " + self.pages[page].text[mark]
            elif kid.get("/Type") == "/OBJR":
                part.links.append(kid.Obj)
            else:
                part.parts.append(self._part(kid))
        part.text = " ".join(part.text.split())
        return part

    @property
    def outline(self) -> list[str]:
        with self.pdf.open_outline() as outline:
            return [
                title
                for one in outline.root
                for title in (one.title, *(child.title for child in one.children))
            ]


class ReadPage:
    """What is painted on a page: text by mark, text of artifacts, and whatever is neither."""

    def __init__(self, page: pikepdf.Page) -> None:
        self.text: dict[int, str] = {}
        self.artifacts = ""
        self.unmarked: list[str] = []
        self.nested = False
        self.tags: dict[int, str] = {}
        fonts = {name: _letters(font) for name, font in page.get("/Resources", {}).get("/Font", {}).items()}
        inside: list[int | None] = []
        font: dict[int, str] = {}
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in {"BDC", "BMC"}:
                self.nested = self.nested or bool(inside)
                mark = operands[1].get("/MCID") if name == "BDC" else None
                inside.append(None if mark is None else int(mark))
                if mark is not None:
                    self.tags[int(mark)] = str(operands[0])[1:]
                    self.text.setdefault(int(mark), "")
            elif name == "EMC":
                inside.pop()
            elif name == "Tf":
                font = fonts[str(operands[0])]
            if name in PAINTING and not inside:
                self.unmarked.append(name)
            if name == "Tj" and inside:
                said = "".join(font.get(byte, "?") for byte in bytes(operands[0])) + " "
                if inside[-1] is None:
                    self.artifacts += said
                else:
                    self.text[inside[-1]] += said


def _letters(font: pikepdf.Object) -> dict[int, str]:
    """Which letter each code of the font stands for, from its ToUnicode map."""
    source = font.ToUnicode.read_bytes().decode("ascii")
    listed = "".join(re.findall(r"beginbfchar(.*?)endbfchar", source, re.DOTALL))
    pairs = re.findall(r"<(\w+)>\s*<(\w+)>", listed)
    return {int(code, 16): bytes.fromhex(letter).decode("utf-16-be") for code, letter in pairs}
