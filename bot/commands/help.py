"""Help at every level, and what somebody is told whose command was not understood. Pure."""

from __future__ import annotations

from bot.commands.forms import FORMS
from bot.commands.grammar import Grammar
from bot.commands.row import HelpWanted, May, Misunderstood, Row
from bot.commands.wording import bold, bullets, command, typed_command


HOW_TO_CLAIM = (
    "Nobody is an admin yet. The first one is made with a one-time code: "
    f"find it in the log of Threadline's start, then type {command('admin claim CODE')}."
)

WHO_MAY = {
    May.ANYONE: "",
    May.AGENT: " (agents and admins)",
    May.ADMIN: " (admins)",
}


def help_text(grammar: Grammar, wanted: HelpWanted) -> str:
    """Write the help that is wanted."""
    match wanted.topic:
        case Row() as row:
            return _row_help(row)
        case "":
            return _overview(grammar)
        case str() as noun:
            return _noun_help(grammar, noun)


def _overview(grammar: Grammar) -> str:
    lines = [f"{command(noun)}: {_about(grammar, noun)}" for noun in grammar.nouns]
    return (
        "I bring visitors of your website to the people here who can help them. This is what I understand:\n"
        f"{bullets(lines)}\n"
        f"{command('help agent')} tells more about one of them. Example: {command('agent add @sam')}"
    )


def _about(grammar: Grammar, noun: str) -> str:
    verbs = [row.verb for row in grammar.rows_of(noun) if row.verb]
    return f"{grammar.nouns[noun]} ({', '.join(verbs)})" if verbs else grammar.nouns[noun]


def _noun_help(grammar: Grammar, noun: str) -> str:
    rows = grammar.rows_of(noun)
    lines = [f"{typed_command(row.usage)}: {row.help}{WHO_MAY[row.may]}" for row in rows]
    examples = [f"Example: {typed_command(row.example)}" for row in rows[:1]]
    return "\n".join([f"{bold(noun)}: {grammar.nouns[noun]}", bullets(lines), *examples])


def _row_help(row: Row) -> str:
    arguments = [f"{typed_command(row.usage)}: {row.help}{WHO_MAY[row.may]}"]
    arguments += [f"• `{argument.label}`: {argument.meaning}" for argument in row.arguments]
    arguments += [f"• `{option}`: {option.meaning}" for option in row.options]
    arguments += ["Alone, without anything behind it, it opens a form."] if row.phrase in FORMS else []
    also = [f"Also: {', '.join(command(other) for other in row.also)}"] if row.also else []
    return "\n".join([*arguments, f"Example: {typed_command(row.example)}", *also])


def misunderstood_text(grammar: Grammar, said: Misunderstood) -> str:
    """Say what was wrong, what was probably meant, and how it is typed."""
    row = said.row
    if row is None:
        return f"{said.problem} {_known(grammar, said.noun)}"
    meant = f" Did you mean {command(row.phrase)}?" if said.guessed else ""
    again = typed_again(said.line)
    return f"{said.problem}{meant}{again}\nUsage: {typed_command(row.usage)}\nExample: {typed_command(row.example)}"


def _known(grammar: Grammar, noun: str) -> str:
    """All that begins with a noun, for whoever left out the verb; without a noun, where that is found."""
    if not noun:
        return f"{command('help')} lists what I know."
    usages = bullets([typed_command(row.usage) for row in grammar.rows_of(noun)])
    return f"This is what I know:\n{usages}\n{command(f'help {noun}')} tells more about them."


def typed_again(line: str) -> str:
    """Give back a command that had something wrong in it, whole, so that it can be corrected and sent again."""
    return f"\nYou typed: {typed_command(line)}" if line else ""
