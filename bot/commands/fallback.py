"""The fallback message: what a visitor reads when nobody can take their conversation."""

from __future__ import annotations

from collections.abc import Mapping

from bot.commands.channels import channel_words
from bot.commands.parts import Parts
from bot.commands.plainly import plainly
from bot.commands.row import Asked
from bot.commands.wording import code, command, unmarked
from bot.errors import BadInput
from bot.routing.fallback_texts import fallback_text, locale_key
from bot.routing.settings import shown


ALL = "all"
"""The word for every language without a text of its own."""
LONGEST = 4000
"""Characters of the text, as in the settings file."""


async def show(parts: Parts, _asked: Asked) -> str:
    """Show the texts, and what comes with them."""
    settings = await parts.directory.settings.settings()
    lines = [f"{code(locale or ALL)}: {unmarked(text)}" for locale, text in sorted(settings.fallback.items())]
    if "" not in settings.fallback:
        standard = fallback_text({}, "en", asks=settings.fallback_asks)
        lines.insert(0, f"a standard text in the visitor's language: {standard}")
    with_it = [
        f"{code('fallback_asks')} is {shown('fallback_asks', settings.fallback_asks)}",
        f"{code('fallback_booking')} is {shown('fallback_booking', settings.fallback_booking)}",
        f"{code('missed_channel')} is {await channel_words(parts, settings.missed_channel)}",
    ]
    more = f"With it: {', '.join(with_it)}. {command('setting list')} explains them."
    return "\n".join(["*What a visitor reads when nobody can take them*", *lines, more])


async def set_text(parts: Parts, asked: Asked) -> str:
    """Set the text of one language, or of all others."""
    locale = read_locale(asked.texts["LOCALE"])
    text = _unquoted(asked.texts["TEXT"])
    if len(text) > LONGEST:
        raise BadInput(f"This text has {len(text)} characters. {LONGEST} are the most.")
    texts = await _own(parts)
    before = texts.get(locale)
    await parts.directory.settings.set("fallback", {**texts, locale: text}, parts.by(asked.caller))
    was = f"\nIt was: {unmarked(before)}" if before and before != text else ""
    return f"Visitors {_who(locale)} read this now when nobody can take them:\n{unmarked(text)}{was}"


async def edit(_parts: Parts, _asked: Asked) -> str:
    """Say how it is done where no form can be shown."""
    return f"No form can be shown here. Type it: {command(f'fallback set {ALL} Sorry, nobody is here right now.')}"


def read_locale(typed: str) -> str:
    """Read the language that a text is for; empty for all others. Raises `BadInput` with the whole line as it should be."""
    try:
        with plainly():
            return locale_key(typed.rstrip(":"))
    except BadInput as problem:
        example = command(f"fallback set {ALL} Sorry, nobody is here right now.")
        raise BadInput(f"{problem} For example: {example}") from None


def _who(locale: str) -> str:
    return f"with the language {code(locale)}" if locale else "of all languages without a text of their own"


def _unquoted(typed: str) -> str:
    """People may put the whole text in quotes, as they do with names."""
    whole = len(typed) > 2 and typed[0] == typed[-1] == '"' and '"' not in typed[1:-1]
    return (typed[1:-1] if whole else typed).strip()


async def _own(parts: Parts) -> Mapping[str, str]:
    """The texts that commands have set."""
    texts = (await parts.directory.settings.changed()).get("fallback", {})
    return {str(key): str(text) for key, text in texts.items()} if isinstance(texts, Mapping) else {}


async def reset(parts: Parts, asked: Asked) -> str:
    """Take away the text of one language, or all that were set."""
    texts = await _own(parts)
    typed = asked.texts.get("LOCALE")
    locale = read_locale(typed) if typed else None
    gone = (
        {locale: texts[locale]} if locale is not None and locale in texts else texts if typed is None else {}
    )
    if not gone:
        return "There is nothing to take away: no such text was set."
    kept = {key: text for key, text in texts.items() if key not in gone}
    by = parts.by(asked.caller)
    if kept:
        await parts.directory.settings.set("fallback", kept, by)
    else:
        await parts.directory.settings.reset("fallback", by)
    was = "\n".join(f"{code(key or ALL)}: {unmarked(text)}" for key, text in sorted(gone.items()))
    return f"The text of the settings file, or the standard one, holds again. What was set:\n{was}"
