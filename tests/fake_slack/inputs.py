"""What inputs and menus hold, in the shape of view.state and of actions.

https://docs.slack.dev/reference/block-kit/block-elements names the fields.
"""

from __future__ import annotations

from collections.abc import Iterator

from .visible import elements
from .world import Json


FIELDS: dict[str, tuple[str, str, bool]] = {
    # by type: (field of the state, field of the initial value, several)
    "plain_text_input": ("value", "initial_value", False),
    "number_input": ("value", "initial_value", False),
    "email_text_input": ("value", "initial_value", False),
    "url_text_input": ("value", "initial_value", False),
    "static_select": ("selected_option", "initial_option", False),
    "multi_static_select": ("selected_options", "initial_options", True),
    "radio_buttons": ("selected_option", "initial_option", False),
    "checkboxes": ("selected_options", "initial_options", True),
    "overflow": ("selected_option", "", False),
    "users_select": ("selected_user", "initial_user", False),
    "multi_users_select": ("selected_users", "initial_users", True),
    "conversations_select": ("selected_conversation", "initial_conversation", False),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", True),
    "channels_select": ("selected_channel", "initial_channel", False),
    "multi_channels_select": ("selected_channels", "initial_channels", True),
    "datepicker": ("selected_date", "initial_date", False),
    "timepicker": ("selected_time", "initial_time", False),
}
OF_OPTIONS = ("selected_option", "selected_options")


def options(element: Json) -> list[Json]:
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    return [option for group in groups for option in group["options"]]


def chosen(element: Json, *values: str) -> Json:
    """The state of an element after these values were entered; options by their value or label.

    Raises LookupError for an option that is not offered.
    """
    name, _, several = FIELDS[element["type"]]
    picked: list[object] = [_option(element, v) for v in values] if name in OF_OPTIONS else list(values)
    return {"type": element["type"], name: picked if several else (picked[0] if picked else None)}


def _option(element: Json, wanted: str) -> Json:
    offered = options(element)
    for option in offered:
        if wanted in (option["value"], option["text"]["text"]):
            return option
    raise LookupError(f"{wanted!r} is not among {[option['text']['text'] for option in offered]}")


def initial(element: Json) -> Json | None:
    """The state before anything was entered; None for what holds nothing."""
    if element["type"] not in FIELDS or element["type"] == "overflow":
        return None
    name, start, several = FIELDS[element["type"]]
    return {"type": element["type"], name: element.get(start, [] if several else None)}


def names(block: Json, element: Json) -> tuple[str, ...]:
    """By what a person or a test may call an input."""
    label = block.get("label") or {}
    return (element.get("action_id", ""), block.get("block_id", ""), label.get("text", ""))


def filled(view: Json, values: dict[str, str | list[str]]) -> Json:
    """The state of a view after `values` were entered. Raises LookupError for an input that is not there."""
    state: Json = {}
    left = dict(values)
    for block, element in elements(view["blocks"]):
        held = view["state"]["values"].get(block["block_id"], {}).get(element.get("action_id")) or initial(
            element
        )
        for name in [name for name in names(block, element) if name in left]:
            value = left.pop(name)
            held = chosen(element, *([value] if isinstance(value, str) else value))
        if held is not None:
            state.setdefault(block["block_id"], {})[element["action_id"]] = held
    if left:
        there = [names(block, element) for block, element in elements(view["blocks"])]
        raise LookupError(f"no input called {', '.join(left)}; there are {there}")
    return state


def incomplete(view: Json, state: Json) -> Iterator[str]:
    """block_ids of the inputs that must be filled and are not; the client refuses to submit those."""
    for block, element in elements(view["blocks"]):
        if block["type"] == "input" and not block.get("optional"):
            held = state[block["block_id"]][element["action_id"]]
            if not held[FIELDS[element["type"]][0]]:
                yield block["block_id"]
