"""Adaptive Cards 1.5 as one table: which element has which properties.

https://adaptivecards.io/schemas/1.5.0/adaptive-card.json, and Teams' own limits:
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
"""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """`needs` and `may` are properties with the form of their values; `since` is the version that brought the element."""

    needs: dict[str, str]
    may: dict[str, str]
    since: tuple[int, int] = (1, 0)


COLOURS = "default dark light accent good warning attention"
SIZES = "default small medium large extraLarge"
SIDES = "left center right"
HEIGHTS = "top center bottom"
STYLES = "default emphasis good attention warning accent"

# Forms of values: a word such as text, flag, number, whole, url, any; `element` and `action` for one of these,
# `element*` for a list; `=a b c` for one of these words; `Fact*` for a list of things in PARTS.

_TEXT = {
    "color": f"={COLOURS}", "fontType": "=default monospace", "isSubtle": "flag", "size": f"={SIZES}",
    "weight": "=default lighter bolder",
}  # fmt: skip
_ANY = {
    "id": "text", "isVisible": "flag", "separator": "flag", "height": "=auto stretch", "requires": "any",
    "spacing": "=none default small medium large extraLarge padding", "fallback": "element or drop",
}  # fmt: skip
_HOLDER = {
    "bleed": "flag",
    "minHeight": "text",
    "backgroundImage": "any",
    "rtl": "flag",
    "selectAction": "action",
}
_INPUT = {**_ANY, "label": "text", "isRequired": "flag", "errorMessage": "text"}
_ACTION = {
    "title": "text", "iconUrl": "url", "id": "text", "style": "=default positive destructive", "requires": "any",
    "fallback": "action or drop", "tooltip": "text", "isEnabled": "flag", "mode": "=primary secondary",
    "role": "=button link tab menu menuitem",
}  # fmt: skip
_GRID = {"verticalCellContentAlignment": f"={HEIGHTS}", "horizontalCellContentAlignment": f"={SIDES}"}

ELEMENTS: dict[str, Kind] = {
    "TextBlock": Kind(
        {"text": "text"},
        {**_ANY, **_TEXT, "horizontalAlignment": f"={SIDES}", "maxLines": "whole", "wrap": "flag",
         "style": "=default heading columnHeader"},
    ),
    "RichTextBlock": Kind({"inlines": "run*"}, {**_ANY, "horizontalAlignment": f"={SIDES}"}, (1, 2)),
    "Image": Kind(
        {"url": "url"},
        {**_ANY, "altText": "text", "backgroundColor": "text", "horizontalAlignment": f"={SIDES}",
         "selectAction": "action", "size": "=auto stretch small medium large", "style": "=default person",
         "width": "text", "height": "text", "msteams": "any"},
    ),
    "ImageSet": Kind({"images": "element*"}, {**_ANY, "imageSize": "=auto stretch small medium large"}),
    "Container": Kind(
        {"items": "element*"},
        {**_ANY, **_HOLDER, "style": f"={STYLES}", "verticalContentAlignment": f"={HEIGHTS}"},
    ),
    "ColumnSet": Kind(
        {"columns": "Column*"},
        {**_ANY, "selectAction": "action", "style": f"={STYLES}", "bleed": "flag", "minHeight": "text",
         "horizontalAlignment": f"={SIDES}"},
    ),
    "FactSet": Kind({"facts": "Fact*"}, _ANY),
    "ActionSet": Kind({"actions": "action*"}, _ANY, (1, 2)),
    "Table": Kind(
        {"rows": "TableRow*"},
        {**_ANY, **_GRID, "columns": "TableColumn*", "firstRowAsHeader": "flag", "firstRowAsHeaders": "flag",
         "showGridLines": "flag", "gridStyle": f"={STYLES}"},
        (1, 5),
    ),
    "Input.Text": Kind(
        {"id": "text"},
        {**_INPUT, "isMultiline": "flag", "maxLength": "whole", "placeholder": "text", "regex": "text",
         "style": "=text tel url email password", "inlineAction": "action", "value": "text"},
    ),
    "Input.Number": Kind(
        {"id": "text"},
        {**_INPUT, "max": "number", "min": "number", "placeholder": "text", "value": "number"},
    ),
    "Input.Date": Kind(
        {"id": "text"}, {**_INPUT, "max": "date", "min": "date", "placeholder": "text", "value": "date"}
    ),
    "Input.Time": Kind(
        {"id": "text"}, {**_INPUT, "max": "time", "min": "time", "placeholder": "text", "value": "time"}
    ),
    "Input.Toggle": Kind(
        {"id": "text", "title": "text"},
        {**_INPUT, "value": "text", "valueOff": "text", "valueOn": "text", "wrap": "flag"},
    ),
    "Input.ChoiceSet": Kind(
        {"id": "text", "choices": "Choice*"},
        {**_INPUT, "isMultiSelect": "flag", "style": "=compact expanded filtered", "value": "text",
         "placeholder": "text", "wrap": "flag"},
    ),
}  # fmt: skip

ACTIONS: dict[str, Kind] = {
    "Action.OpenUrl": Kind({"url": "url"}, _ACTION),
    "Action.Submit": Kind({}, {**_ACTION, "data": "any", "associatedInputs": "=auto none"}),
    "Action.Execute": Kind(
        {}, {**_ACTION, "verb": "text", "data": "any", "associatedInputs": "=auto none"}, (1, 4)
    ),
    "Action.ShowCard": Kind({"card": "AdaptiveCard"}, _ACTION),
    "Action.ToggleVisibility": Kind({"targetElements": "any"}, _ACTION, (1, 2)),
}

PARTS: dict[str, Kind] = {
    "AdaptiveCard": Kind(
        {},
        {"version": "text", "body": "element*", "actions": "action*", "fallbackText": "text", "speak": "text",
         "lang": "text", "verticalContentAlignment": f"={HEIGHTS}", "minHeight": "text", "rtl": "flag",
         "backgroundImage": "any", "selectAction": "action", "$schema": "text", "msteams": "any",
         "refresh": "Refresh", "metadata": "any"},
    ),
    "Column": Kind(
        {},
        {**_ANY, **_HOLDER, "items": "element*", "style": f"={STYLES}", "width": "width",
         "verticalContentAlignment": f"={HEIGHTS}"},
    ),
    "TextRun": Kind(
        {"text": "text"},
        {**_TEXT, "highlight": "flag", "italic": "flag", "strikethrough": "flag", "underline": "flag",
         "selectAction": "action"},
    ),
    "Fact": Kind({"title": "text", "value": "text"}, {}),
    "Choice": Kind({"title": "text", "value": "text"}, {}),
    "TableColumn": Kind({}, {**_GRID, "width": "width"}),
    "TableRow": Kind({}, {**_GRID, "cells": "TableCell*", "style": f"={STYLES}"}),
    "TableCell": Kind(
        {"items": "element*"},
        {**_HOLDER, "style": f"={STYLES}", "verticalContentAlignment": f"={HEIGHTS}"},
    ),
    "Refresh": Kind({"action": "action"}, {"userIds": "any", "expires": "text"}),
}  # fmt: skip

UNTYPED = {"Fact", "Choice", "Refresh", "TableColumn"}
"""Parts that carry no `type`."""
SINCE = {"label": (1, 3), "isRequired": (1, 3), "errorMessage": (1, 3), "refresh": (1, 4), "tooltip": (1, 5),
         "isEnabled": (1, 5), "mode": (1, 5), "role": (1, 5)}  # fmt: skip
"""Properties that came later than their elements."""
NEWEST = (1, 5)
MOST_ACTIONS = 6
"""https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-actions: at most six."""
MOST_REFRESHED = 60
