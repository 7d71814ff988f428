"""What does the YAML parser mean, in words that somebody who never saw a parser can act on?"""

from __future__ import annotations

_WORDS = {
    "mapping values are not allowed": (
        "There is one colon too many on this line, or the line is indented further than the one above. "
        "Put words that contain a colon in quotes."
    ),
    "found character '\\t'": "This line is indented with a tab. Use spaces.",
    "that cannot start any token": "Words cannot begin with this character. Put them in quotes.",
    "found unexpected end of stream": "A quotation mark is opened here and not closed. Close it, or remove it.",
    "found unknown escape character": (
        "A backslash inside double quotes has a meaning of its own. Use single quotes."
    ),
    "sequence entries are not allowed": (
        "A list begins on its own line: put “- ” under the name, not after it."
    ),
    "could not find expected ':'": (
        "A colon is missing after the name on this line, or text of several lines is not indented."
    ),
    "expected ',' or ']'": "A list that is opened with [ on or above this line is not closed with ].",
    "expected ',' or '}'": "A group that is opened with { on or above this line is not closed with }.",
    "expected alphabetic or numeric character": (
        "“*” and “&” at the beginning of words have a meaning of their own. Put the words in quotes."
    ),
    "expected the node content": (
        "Something is missing here, or a sign stands where words should begin. Put the words in quotes."
    ),
    "expected '<document start>'": (
        "This line stands outside the tool. Check the indentation, and remove `---` and `...` lines."
    ),
    "expected a comment or a line break": (
        "After `>-` or `|` the text begins on the next line, indented. If you meant the sign itself, put the "
        "words in quotes."
    ),
    "expected <block end>": (
        "The indentation of this line does not fit the lines above. Line up the names of one group, and the "
        "“-” of one list; put words with a quotation mark inside them in quotes of the other kind."
    ),
}


def words_for(context: str, problem: str) -> str:
    """The sentence for what the parser found. What has no sentence yet is quoted."""
    for sign, words in _WORDS.items():
        if sign in problem:
            return words
    found = " ".join(f"{context} {problem}".split())
    return f"This line cannot be understood ({found}). Compare it with the lines above."
