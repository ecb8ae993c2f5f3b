"""The commands about rules and accounts."""

from __future__ import annotations

from bot.commands import accounts, rule_test, rules
from bot.commands.row import ABOUT, CHECK, NO_VIP, PRIORITY, SKIP, VIP, Argument, Kind, May, Row


RULE = Argument("NAME", Kind.NAME, "the name of the rule, or its number in the list")
CONDITION = Argument(
    "CONDITION", Kind.REST, "what must hold, like: plan is enterprise and page contains /pricing", "then"
)
TARGETS = Argument("TARGETS", Kind.TARGETS, "agents and teams, like: agent @sam, team Sales")
DOMAIN = Argument("DOMAIN", Kind.WORD, "what follows the @ in e-mail addresses, like acme.com")

ROWS = (
    Row(
        noun="rule",
        verb="add",
        arguments=(
            Argument("NAME", Kind.NAME, "the name of the new rule", "if"),
            CONDITION,
            TARGETS,
        ),
        options=(
            VIP,
            PRIORITY,
            ABOUT,
        ),
        may=May.ADMIN,
        help="sends visitors to whom you name if a condition holds",
        example="rule add Big ones if plan is enterprise and page contains /pricing then team Sales",
        handler=rules.add,
        also=("rule new", "rule create"),
    ),
    Row(
        noun="rule",
        verb="change",
        arguments=(
            Argument("NAME", Kind.NAME, "the name of the rule", "if"),
            CONDITION,
            TARGETS,
        ),
        options=(
            VIP,
            NO_VIP,
            PRIORITY,
            ABOUT,
        ),
        may=May.ADMIN,
        help="puts another condition and other targets in the place of a rule's",
        example="rule change Big ones if plan in list enterprise, gold then agent @sam, team Sales",
        handler=rules.change,
    ),
    Row(
        noun="rule",
        verb="list",
        may=May.AGENT,
        help="shows all rules in their order",
        example="rule list",
        handler=rules.list_all,
        also=("rules",),
    ),
    Row(
        noun="rule",
        verb="show",
        arguments=(RULE,),
        may=May.AGENT,
        help="shows one rule and who is available for it",
        example="rule show Big ones",
        handler=rules.show,
    ),
    Row(
        noun="rule",
        verb="move",
        arguments=(
            RULE,
            Argument("PLACE", Kind.NUMBER, "its new number in the list, from 1"),
        ),
        may=May.ADMIN,
        help="puts a rule at another place in the order",
        example="rule move Big ones 1",
        handler=rules.move,
    ),
    Row(
        noun="rule",
        verb="test",
        arguments=(
            Argument(
                "NAME=VALUE...",
                Kind.WORDS,
                "what is known of the visitor, like plan=enterprise page=/pricing locale=sv at=2026-12-24T10:00",
            ),
        ),
        may=May.AGENT,
        help="says which rule a visitor would hit, and why not those before",
        example="rule test email=ada@acme.com plan=enterprise page=/pricing",
        handler=rule_test.test,
    ),
    Row(
        noun="rule",
        verb="remove",
        arguments=(RULE,),
        asks=True,
        may=May.ADMIN,
        help="removes a rule",
        example="rule remove Big ones",
        handler=rules.remove,
        also=("rule delete", "rule rm"),
    ),
    Row(
        noun="account",
        verb="add",
        arguments=(
            DOMAIN,
            Argument("TARGET", Kind.TARGETS, "an agent or a team, like @sam or team Sales"),
        ),
        may=May.ADMIN,
        help="sends visitors of a domain to an agent or a team before any rule",
        example="account add acme.com team Sales",
        handler=accounts.add,
    ),
    Row(
        noun="account",
        verb="import",
        arguments=(Argument("LIST", Kind.REST, "the lines, each like acme.com,Sales"),),
        options=(CHECK, SKIP),
        may=May.ADMIN,
        help="takes a list: on each line a domain, a comma, and an agent or a team",
        example="account import acme.com,Sales",
        handler=accounts.import_list,
    ),
    Row(
        noun="account",
        verb="list",
        arguments=(Argument("WORD", Kind.WORD, "part of a domain or a name", optional=True),),
        may=May.AGENT,
        help="shows the accounts, or those with a word in them",
        example="account list",
        handler=accounts.list_all,
        also=("accounts",),
    ),
    Row(
        noun="account",
        verb="remove",
        arguments=(DOMAIN,),
        may=May.ADMIN,
        help="removes an account",
        example="account remove acme.com",
        handler=accounts.remove,
        also=("account delete", "account rm"),
    ),
)
