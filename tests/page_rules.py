"""What must be true of every page?

Each rule is a small function that yields a sentence for everything that breaks it. They are the ones that an
automatic reader can be sure of; the browser tests add what only a browser knows (contrast, sizes, focus).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from xml.etree.ElementTree import Element

_REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "headers")
_NOT_LABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})


def problems_of(root: Element) -> Iterator[str]:
    """Everything that breaks a rule, in the order of the rules."""
    for rule in _RULES:
        yield from rule(root)


def _says_what_it_is(root: Element) -> Iterator[str]:
    if root.get("lang") != "en-GB":
        yield 'The page has no lang="en-GB".'
    title = next(root.iter("title"), None)
    if title is None or not _text(title).strip(" –"):
        yield "The page has no title."
    elif _text(title).startswith("–") or "– –" in _text(title):
        yield f"The title lacks the page's own name: {_text(title)!r}."
    headings = list(root.iter("h1"))
    if len(headings) != 1:
        yield f"The page has {len(headings)} h1: {[_text(each) for each in headings]}."
    if len(list(root.iter("main"))) != 1:
        yield "The page does not have exactly one <main>."


def _headings_do_not_skip(root: Element) -> Iterator[str]:
    before = 0
    for each in root.iter():
        if isinstance(each.tag, str) and re.fullmatch("h[1-6]", each.tag):
            level = int(each.tag[1])
            if not _text(each):
                yield f"An empty <{each.tag}>."
            # The error summary's h2 stands above the h1, as GOV.UK has it.
            if before and level > before + 1:
                yield f"Heading {_text(each)!r} is h{level} after h{before}."
            before = level


def _ids_are_unique(root: Element) -> Iterator[str]:
    counts = Counter(each.get("id") for each in root.iter() if each.get("id") is not None)
    for name, count in counts.items():
        if not name or re.search(r"\s", name):
            yield f"The id {name!r} is empty or has a space."
        if count > 1:
            yield f"{count} elements have the id {name!r}."
    for each in root.iter():
        for attribute in _REFERENCES:
            for name in (each.get(attribute) or "").split():
                if name not in counts:
                    yield f'{_open(each)} points with {attribute} to "{name}", which is not there.'
        if (
            each.tag == "a"
            and each.get("href", "").startswith("#")
            and each.get("href", "")[1:] not in counts
        ):
            yield f"The link {_text(each)!r} goes to {each.get('href')}, which is not there."


def _fields_are_labelled(root: Element) -> Iterator[str]:
    labelled = {each.get("for") for each in root.iter("label") if _text(each)}
    inside = {id(control) for label in root.iter("label") if _text(label) for control in label.iter()}
    for each in root.iter():
        if each.tag not in {"input", "select", "textarea"} or each.get("type") in _NOT_LABELLED:
            continue
        if (
            each.get("id") in labelled
            or id(each) in inside
            or each.get("aria-label")
            or each.get("aria-labelledby")
        ):
            continue
        yield f"{_open(each)} has no label."
    for each in root.iter("fieldset"):
        legend = each.find("legend")
        if legend is None or not _text(legend):
            yield f"A fieldset has no legend (its first words: {_text(each)[:40]!r})."
    in_fieldsets = {id(control) for each in root.iter("fieldset") for control in each.iter("input")}
    names = Counter(each.get("name") for each in root.iter("input") if each.get("type") == "radio")
    for each in root.iter("input"):
        if each.get("type") == "radio" and names[each.get("name")] > 1 and id(each) not in in_fieldsets:
            yield f"{_open(each)} is one of several radios outside a fieldset."


def _posts_are_protected(root: Element) -> Iterator[str]:
    for each in root.iter("form"):
        tokens = [one for one in each.iter("input") if one.get("name") == "csrf_token"]
        has_value = bool(tokens and tokens[0].get("value"))
        method = (each.get("method") or "get").lower()
        if method == "post" and (len(tokens) != 1 or not has_value):
            yield f"The form to {each.get('action')!r} posts with {len(tokens)} csrf_token."
        if method == "get" and tokens:
            yield f"The form to {each.get('action')!r} would put the csrf_token into an address."
        has_file = any(one.get("type") == "file" for one in each.iter("input"))
        if has_file and each.get("enctype") != "multipart/form-data":
            yield f"The form to {each.get('action')!r} takes a file without enctype multipart/form-data."


def _nothing_is_inline(root: Element) -> Iterator[str]:
    for each in root.iter():
        if each.tag == "script" and not each.get("src"):
            yield "An inline <script>: the content security policy refuses it."
        if each.tag == "style":
            yield "An inline <style>: the content security policy refuses it."
        for name, value in each.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"{_open(each)} has the inline attribute {name}."
            if name in {"href", "src", "action", "formaction"} and value.strip().lower().startswith(
                "javascript:"
            ):
                yield f"{_open(each)} has a javascript: address."


def _nothing_leaves_the_machine(root: Element) -> Iterator[str]:
    for each in root.iter():
        address = each.get("src") or (each.get("href") if each.tag == "link" else None) or ""
        if re.match(r"(?!data:)([a-z]+:)?//", address, re.IGNORECASE):
            yield f"{_open(each)} is fetched from elsewhere: {address}."


def _links_and_buttons_say_something(root: Element) -> Iterator[str]:
    for each in root.iter():
        if each.tag in {"a", "button", "summary"} and not (_name(each) or each.get("aria-label")):
            yield f"{_open(each)} says nothing."
        if each.tag == "a" and each.get("href") == "":
            yield f"The link {_name(each)!r} goes nowhere."


def _tables_are_told_apart(root: Element) -> Iterator[str]:
    for each in root.iter("table"):
        caption = each.find("caption")
        if caption is None or not _text(caption):
            yield f"A table has no caption (its first words: {_text(each)[:40]!r})."
        headers = list(each.iter("th"))
        if not headers:
            yield f"The table {_text(each)[:40]!r} has no header cells."
        for header in headers:
            if header.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
                yield f"The header cell {_text(header)!r} has no scope."
            if not _text(header):
                yield "A header cell is empty."


def _pictures_have_names(root: Element) -> Iterator[str]:
    for each in root.iter("img"):
        if each.get("alt") is None:
            yield f"The image {each.get('src')} has no alt."
    for each in root.iter():
        if each.tag in {"svg", "{http://www.w3.org/2000/svg}svg"} and each.get("aria-hidden") != "true":
            titles = [one for one in each if str(one.tag).endswith("title") and _text(one)]
            named = each.get("aria-label") or each.get("aria-labelledby") or titles
            if each.get("role") != "img" or not named:
                yield 'An <svg> is neither aria-hidden="true" nor role="img" with a name.'


_RULES: tuple[Callable[[Element], Iterator[str]], ...] = (
    _says_what_it_is,
    _headings_do_not_skip,
    _ids_are_unique,
    _fields_are_labelled,
    _posts_are_protected,
    _nothing_is_inline,
    _nothing_leaves_the_machine,
    _links_and_buttons_say_something,
    _tables_are_told_apart,
    _pictures_have_names,
)


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _name(element: Element) -> str:
    hidden = {
        id(inner) for each in element.iter() if each.get("aria-hidden") == "true" for inner in each.iter()
    }
    images = [each.get("alt", "") for each in element.iter("img") if id(each) not in hidden]
    said = [each.text or "" for each in element.iter() if id(each) not in hidden]
    tails = [each.tail or "" for each in element.iter() if each is not element]
    return " ".join("".join([*said, *tails, *images]).split())


def _open(element: Element) -> str:
    marks = "".join(f' {name}="{element.get(name)}"' for name in ("id", "name", "type") if element.get(name))
    return f"<{element.tag}{marks}>"
