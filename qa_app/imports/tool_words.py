"""What is wrong with one value of a tool file, in words that say what to write instead?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.imports.tool_places import did_you_mean, quoted
from qa_app.imports.yaml_tree import Words

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from qa_app.imports.yaml_tree import Node

_EXAMPLES = {
    "key": "seen-alone",
    "version": "1",
    "kind": "judgement",
    "text": "Was the child seen alone?",
    "is": "no",
    "question": "seen-alone",
    "look_months": "12",
    "judge_months": "6",
    "cap": "inadequate",
    "because": "A child whose risks are not understood is not safe.",
    "name": "Good",
}
_LISTS = {
    "grades": "a scale needs at least two grades, the worst first",
    "options": "there must be at least two answers to choose from",
    "sections": "a tool needs at least one section",
    "questions": "a section needs at least one question",
}
_WHOLE = "`{word}` must be a whole number, such as {example}; found {found}."
_NUMBER = "`{word}` must be a number, such as 10; found {found}."
_YES_OR_NO = "`{word}` must be yes or no; found {found}."
_NAMES = "Here must be names with values, such as `key: seen-alone`; found {found}."
_SENTENCES = {
    "string_pattern_mismatch": (
        "{found} cannot be a key. A key has small letters, digits and single hyphens or underscores, such as "
        "`seen-alone`. Write it as `key:`."
    ),
    "string_too_short": "`{word}` has no words. Write them, or remove the line.",
    "string_too_long": "`{word}` is too long: at most {limit} characters.",
    "string_type": "`{word}` must be words, not {found}.",
    "too_short": "`{word}` is too short: {least}.",
    "tuple_type": "`{word}` must be a list: each entry on its own line, beginning with “- ”.",
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_parsing_size": _WHOLE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "bool_parsing": _YES_OR_NO,
    "bool_type": _YES_OR_NO,
    "greater_than_equal": "`{word}` must be {limit} or more; found {found}.",
    "less_than_equal": "`{word}` must be {limit} or less; found {found}.",
    "model_type": _NAMES,
    "model_attributes_type": _NAMES,
    "dict_type": _NAMES,
}


def what_is_wrong(error: ErrorDetails, node: Node) -> str:
    """A sentence for what the models said about this part of the file."""
    word = str(error["loc"][-1]) if error["loc"] else ""
    found = quoted(node.text) if isinstance(node, Words) else "a list or a group"
    limits = error.get("ctx", {})
    if error["type"] == "value_error":
        return error["msg"].removeprefix("Value error, ")
    if error["type"] == "literal_error":
        allowed = str(limits["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        guess = did_you_mean(found.strip("“”"), allowed)
        return f"`{word}` cannot be {found}.{guess} It is one of: {', '.join(allowed)}."
    sentence = _SENTENCES.get(error["type"])
    if sentence is None:
        return f"{error['msg']}."
    return sentence.format(
        word=word,
        found=found,
        example=_EXAMPLES.get(word, "2"),
        limit=next((limits[name] for name in ("ge", "le", "max_length") if name in limits), ""),
        least=_LISTS.get(word, "there must be at least one"),
    )


def how_to_add(word: str, *, is_top: bool) -> str:
    """What to write where something is missing; the top of the file and a question both have a `kind`."""
    if word in _LISTS:
        return f"Add it: {_LISTS[word]}."
    if word == "kind" and is_top:
        return "Add a line `kind:` with one of: full, themed, safety_check."
    example = _EXAMPLES.get(word)
    return (
        f"Add it, for example `{word}: {example}`." if example else f"Add a line that begins with `{word}:`."
    )
