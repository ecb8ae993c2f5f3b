"""Types of settings in words."""

from __future__ import annotations

from msgspec import inspect


def in_words(kind: inspect.Type) -> str:
    """Say what a value of this type looks like: "a whole number from 1 to 10"."""
    match kind:
        case inspect.Metadata(type=inner, extra=extra):
            words = str((extra or {}).get("allowed", in_words(inner)))
            unit = (extra or {}).get("unit")
            return (
                f"{words} ({unit})"
                if unit and isinstance(inner, inspect.IntType | inspect.FloatType)
                else words
            )
        case inspect.IntType():
            return f"a whole number from {kind.ge} to {kind.le}"
        case inspect.FloatType():
            return f"a number from {kind.ge:g} to {kind.le:g}"
        case inspect.BoolType():
            return "true or false"
        case inspect.StrType():
            return f"a text of {kind.min_length} to {kind.max_length} characters"
        case inspect.LiteralType(values=values):
            return f"one of {', '.join(str(value) for value in values)}"
        case inspect.VarTupleType(item_type=item):
            return f"a list, each entry {in_words(item)}"
        case inspect.StructType():
            return f"keys below it ({', '.join(field.name for field in kind.fields)})"
        case _:
            raise TypeError(f"{kind} has no words yet")
