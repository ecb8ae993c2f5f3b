"""The commands about what visitors read, and who of them may not chat."""

from __future__ import annotations

from bot.commands import blocks, canned
from bot.commands.row import OF_TEAM, Argument, Kind, May, Row


REPLY = Argument("NAME", Kind.WORD, "the name of the reply: one word, sent by !NAME in a thread")
WHO = Argument(
    "WHO",
    Kind.WORD,
    "an e-mail address, the link to the visitor's thread, or the id of the visitor or of a conversation of theirs",
)

ROWS = (
    Row(
        noun="canned",
        verb="add",
        arguments=(
            REPLY,
            Argument(
                "TEXT", Kind.REST, "what the visitor reads, with tokens like {{visitor.first_name | there}}"
            ),
        ),
        options=(OF_TEAM,),
        may=May.AGENT,
        help="adds a text that agents send by its name; again for a name that there is, puts another text there. "
        "For everybody: admins; for a team: also its leads",
        example="canned add hello Hi {{visitor.first_name | there}}, how can I help?",
        handler=canned.add,
        also=("canned new", "canned set", "canned change"),
    ),
    Row(
        noun="canned",
        verb="list",
        arguments=(Argument("WORD", Kind.REST, "a part of a name or a text", optional=True),),
        may=May.AGENT,
        help="shows the replies, or those with a word in them",
        example="canned list",
        handler=canned.list_all,
        also=("canned replies",),
    ),
    Row(
        noun="canned",
        verb="show",
        arguments=(REPLY,),
        options=(OF_TEAM,),
        may=May.AGENT,
        help="shows the whole text of a reply",
        example="canned show hello",
        handler=canned.show,
    ),
    Row(
        noun="canned",
        verb="remove",
        arguments=(REPLY,),
        options=(OF_TEAM,),
        asks=True,
        may=May.AGENT,
        help="removes a reply",
        example="canned remove hello",
        handler=canned.remove,
        also=("canned delete", "canned rm"),
    ),
    Row(
        noun="block",
        arguments=(
            WHO,
            Argument(
                "for TIME REASON",
                Kind.REST,
                "how long, like for 7d; without it, for good. And why",
                optional=True,
            ),
        ),
        may=May.ADMIN,
        help="lets a visitor chat no more; a conversation that is going on ends",
        example="block ada@example.com for 7d keeps sending advertisements",
        handler=blocks.block,
        also=("block add",),
    ),
    Row(
        noun="block",
        verb="list",
        may=May.AGENT,
        help="shows who is blocked, until when, why, and by whom",
        example="block list",
        handler=blocks.list_all,
        also=("blocks", "blocked"),
    ),
    Row(
        noun="unblock",
        arguments=(WHO._replace(meaning="an e-mail address, or the id that the list of blocks shows"),),
        may=May.ADMIN,
        help="lets a visitor chat again",
        example="unblock ada@example.com",
        handler=blocks.unblock,
        also=("block remove", "block lift"),
    ),
)
