"""Checks the parts of blocks: texts, buttons, menus, inputs.

Limits: https://docs.slack.dev/reference/block-kit/block-elements and .../composition-objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .world import Json


Check = Callable[[Json, str], Iterator[str]]

OPTIONS = 100
BUTTON_STYLES = (None, "primary", "danger")


def too_long(value: object, limit: int, at: str, *, required: bool = True) -> Iterator[str]:
    if value is None and not required:
        return
    if not isinstance(value, str) or (required and not value):
        yield f"missing required field or not a string [json-pointer:{at}]"
    elif len(value) > limit:
        yield f"must be less than {limit + 1} characters [json-pointer:{at}]"


def text(value: object, limit: int, at: str, *kinds: str) -> Iterator[str]:
    """A text object; `kinds` defaults to both plain_text and mrkdwn."""
    if not isinstance(value, dict):
        yield f"missing required field or not a text object [json-pointer:{at}]"
    elif value.get("type") not in (kinds or ("plain_text", "mrkdwn")):
        yield f"unsupported type: {value.get('type')} [json-pointer:{at}/type]"
    else:
        yield from too_long(value.get("text"), limit, f"{at}/text")
        unknown = set(value) - {"type", "text", "emoji", "verbatim"}
        if unknown or (value["type"] == "mrkdwn" and "emoji" in value):
            yield f"invalid additional property: {', '.join(sorted(unknown) or ['emoji'])} [json-pointer:{at}]"


def _url(value: object, at: str) -> Iterator[str]:
    yield from too_long(value, 3000, at)
    if isinstance(value, str) and not value.startswith(("http://", "https://")):
        yield f"not a valid URL [json-pointer:{at}]"


def _confirm(value: Json, at: str) -> Iterator[str]:
    if "confirm" in value:
        confirm, at = value["confirm"], f"{at}/confirm"
        yield from text(confirm.get("title"), 100, f"{at}/title", "plain_text")
        yield from text(confirm.get("text"), 300, f"{at}/text")


def _button(button: Json, at: str) -> Iterator[str]:
    yield from text(button.get("text"), 75, f"{at}/text", "plain_text")
    yield from too_long(button.get("value"), 2000, f"{at}/value", required=False)
    if "url" in button:
        yield from _url(button["url"], f"{at}/url")
    if button.get("style") not in BUTTON_STYLES:
        yield f"must be primary or danger [json-pointer:{at}/style]"


def _options(options: object, at: str, limit: int = OPTIONS) -> Iterator[str]:
    if not isinstance(options, list) or not 1 <= len(options) <= limit:
        yield f"must provide 1 to {limit} options [json-pointer:{at}]"
        return
    for number, option in enumerate(options):
        yield from text(option.get("text"), 75, f"{at}/{number}/text")
        yield from too_long(option.get("value"), 150, f"{at}/{number}/value")
        if "description" in option:
            yield from text(option["description"], 75, f"{at}/{number}/description")
    values = [option.get("value") for option in options]
    if len(set(values)) < len(values):
        yield f"options must have unique values [json-pointer:{at}]"


def _initial(menu: Json, at: str) -> Iterator[str]:
    chosen = [menu["initial_option"]] if "initial_option" in menu else menu.get("initial_options", [])
    groups = menu.get("option_groups", [{"options": menu.get("options", [])}])
    offered = [option for group in groups for option in group["options"]]
    if any(option not in offered for option in chosen):
        yield f"initial option is not among the options [json-pointer:{at}]"


def _menu(menu: Json, at: str) -> Iterator[str]:
    if "option_groups" in menu:
        for number, group in enumerate(menu["option_groups"]):
            yield from text(group.get("label"), 75, f"{at}/option_groups/{number}/label", "plain_text")
            yield from _options(group.get("options"), f"{at}/option_groups/{number}/options")
    else:
        yield from _options(menu.get("options"), f"{at}/options")
    yield from _initial(menu, at)
    yield from _placeholder(menu, at)


def _few(menu: Json, at: str) -> Iterator[str]:
    yield from _options(menu.get("options"), f"{at}/options", 10)
    yield from _initial(menu, at)


def _overflow(menu: Json, at: str) -> Iterator[str]:
    yield from _options(menu.get("options"), f"{at}/options", 5)


def _placeholder(element: Json, at: str) -> Iterator[str]:
    if "placeholder" in element:
        yield from text(element["placeholder"], 150, f"{at}/placeholder", "plain_text")


def _plain_input(element: Json, at: str) -> Iterator[str]:
    yield from _placeholder(element, at)
    longest = element.get("max_length", 3000)
    if not 1 <= longest <= 3000:
        yield f"must be 1 to 3000 [json-pointer:{at}/max_length]"
    yield from too_long(element.get("initial_value"), longest, f"{at}/initial_value", required=False)


def image(value: Json, at: str) -> Iterator[str]:
    if "slack_file" not in value:
        yield from _url(value.get("image_url"), f"{at}/image_url")
    yield from too_long(value.get("alt_text"), 2000, f"{at}/alt_text")


ELEMENTS: dict[str, Check] = {
    "button": _button,
    "workflow_button": _button,
    "image": image,
    "overflow": _overflow,
    "checkboxes": _few,
    "radio_buttons": _few,
    "static_select": _menu,
    "multi_static_select": _menu,
    "plain_text_input": _plain_input,
    **dict.fromkeys(
        [
            "users_select",
            "multi_users_select",
            "conversations_select",
            "multi_conversations_select",
            "channels_select",
            "multi_channels_select",
            "external_select",
            "multi_external_select",
            "datepicker",
            "timepicker",
            "datetimepicker",
            "number_input",
            "email_text_input",
            "url_text_input",
            "rich_text_input",
            "file_input",
        ],
        _placeholder,
    ),
}
INPUTS = set(ELEMENTS) - {"button", "workflow_button", "image", "overflow"}
IN_ACTIONS = set(ELEMENTS) - {
    "image", "plain_text_input", "number_input", "email_text_input", "url_text_input", "file_input",
    *(kind for kind in ELEMENTS if kind.startswith("multi_")),
}  # fmt: skip
IN_SECTIONS = set(ELEMENTS) - {
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "file_input",
}


def element(value: object, at: str, allowed: set[str]) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("type") not in allowed:
        kind = value.get("type") if isinstance(value, dict) else value
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    if value["type"] != "image":
        yield from too_long(value.get("action_id"), 255, f"{at}/action_id", required=False)
    yield from ELEMENTS[value["type"]](value, at)
    yield from _confirm(value, at)
