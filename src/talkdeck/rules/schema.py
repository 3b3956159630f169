"""The rule language as a JSON Schema, for completion and hints in editors.

Made from the tables of keys that loading goes by, so the two can't drift apart. Loading does
not validate with it: its messages would be poor.
"""

from __future__ import annotations

from typing import Any

from talkdeck.rules import keys
from talkdeck.rules.filters import FILTERS
from talkdeck.rules.shapes import ANCHORED, WHOLE
from talkdeck.rules.template import BUILT_IN

Schema = dict[str, Any]

_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_DEFINED = {
    "rule": keys.RULE,
    "match": keys.MATCH,
    "children": keys.CHILDREN,
    "bounds": keys.BOUNDS,
    "initials": keys.INITIALS,
    "card": keys.CARD,
    "example": keys.EXAMPLE,
    "expected": keys.EXPECTED,
    "wordList": keys.WORD_LIST,
    "exception": keys.EXCEPTION,
}


def schema() -> Schema:
    """The JSON Schema (draft 2020-12) of a rule file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "talkdeck rule file",
        **_table(keys.FILE),
        "$defs": {
            "pattern": {"type": "string", "description": _pattern_help()},
            "template": {"type": "string", "description": _template_help()},
            "nested": _any_of(_many(_ref("pattern")), _ref("match"), {"enum": ["none", "some"]}),
            **{name: _table(table) for name, table in _DEFINED.items()},
        },
    }


def _table(table: dict[str, keys.Key]) -> Schema:
    required = [k.name for k in table.values() if k.required]
    found: Schema = {
        "type": "object",
        "properties": {k.name: _key(k) for k in table.values()},
        "additionalProperties": False,
    }
    return {**found, "required": required} if required else found


def _key(key: keys.Key) -> Schema:
    return {**_form(key), "description": f"{key.about}, e.g. {key.example}"}


def _form(key: keys.Key) -> Schema:
    """What may stand under a key, by the sort of its value."""
    choice: Schema = {"enum": list(key.choices)}
    simple: dict[str, Schema] = {
        "text": {"type": ["string", "number", "boolean"]},
        "texts": _many({"type": ["string", "number", "boolean"]}),
        "names": _many({"type": ["string", "number"]}),
        "flag": {"type": "boolean"},
        "number": {"type": "integer", "minimum": 0},
        "priority": {"type": "integer", "minimum": 0, "maximum": 100},
        "id": {"type": "string", "pattern": _ID},
        "version": {"const": 1},
        "language": {"type": "string", "pattern": "^(any|(not-)?[a-z]{2,3})$"},
        "choice": choice,
        "kinds": _many({"enum": list(keys.KINDS)}),
        "pattern": _ref("pattern"),
        "patterns": _many(_ref("pattern")),
        "template": _ref("template"),
        "templates": _many(_ref("template")),
        "bounds": _any_of({"type": "integer", "minimum": 0}, _ref("bounds")),
        "children": _any_of(choice, {"type": "integer", "minimum": 0}, _ref("children")),
        "relation": _ref("nested"),
        "topic": _any_of({"type": "boolean"}, _many(_ref("pattern")), _ref("match")),
        "not": _many(_any_of(_ref("pattern"), _ref("match"))),
        "initials": _ref("initials"),
        "matches": _many(_ref("match")),
        "cards": _many(_ref("card")),
        "rules": {"type": "array", "items": _ref("rule")},
        "examples": {"type": "array", "items": _ref("example"), "minItems": 1},
        "expected": _any_of(choice, {"type": "array", "items": _ref("expected")}),
        "words": {"type": "object", "additionalProperties": _words()},
        "spellings": _spellings(),
        "shapes": {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
        "exceptions": {"type": "object", "additionalProperties": _ref("exception")},
    }
    return simple[key.form]


def _words() -> Schema:
    return _any_of(
        {"type": "array", "items": {"type": ["string", "number", "boolean"]}}, _ref("wordList")
    )


def _spellings() -> Schema:
    many = {"type": "array", "items": {"type": ["string", "number", "boolean"]}}
    return _any_of(many, {"type": "object", "additionalProperties": {"type": "string"}})


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _any_of(*forms: Schema) -> Schema:
    return {"anyOf": list(forms)}


def _many(form: Schema) -> Schema:
    """One of a form, or a list of them."""
    return _any_of(form, {"type": "array", "items": form, "minItems": 1})


def _pattern_help() -> str:
    shapes = ", ".join((*ANCHORED, *WHOLE))
    return (
        "text with {captures}, {name:shape} and [parts that may be missing]; shapes are word"
        f" lists, numbers of words such as 1-4, and {shapes}"
    )


def _template_help() -> str:
    return (
        "text with {capture} and {capture|filter}; [parts] with an empty capture are left out;"
        f" always there are {', '.join(BUILT_IN)}; filters are {', '.join(FILTERS)}"
    )
