"""The map of the store: every key, its type, its lifetime and what it holds. Nobody else builds a key.

Every key of a site carries the hash tag ``{site}``: all scripts of a site run on one shard.
A name with a star is a family: the part after the colon is appended, here or by a script.

::

    key                    type    lifetime     holds
    snapshot*<conv>        hash    90 days      state (the snapshot), picked (what the router found: decisions.Pick),
                                                sent_away (an agent who missed too many offers),
                                                late (deliveries that wait too long), late_since (the first of them)
    log*<conv>             list    90 days      entries 1, 2, 3 ... in the order of their commits
    seen*<conv>            hash    90 days      what caused a commit -> the last entry of that commit; of what was asked
                                                in an inbox, that it was
    threads*<conv>         hash    90 days      thread number -> ThreadRef
    posts*<conv>           hash    90 days      delivery -> PostRef; post -> the first entry that it became, or shows
    placed*<post>          string  90 days      "<conv> <first> <last>": the entries that a message became, or shows
    ahead*<post>           list    25 hours     changes of a message that came before it was known
    amends*<conv>          list    25 hours     those of messages that are known now, to be committed
    thread*<ref>           string  90 days      "<conv> <thread number>"
    early*<ref>            list    25 hours     messages that came before their thread was known
    strays*<channel>       set     25 hours     threads in which somebody wrote before they were known
    doubles*<channel>      zset    90 days      "<conv> <thread> <copy>", 1 or 2, that may stand there unknown, by when it was begun
    signals*<conv>         hash    1 day        how the visitor is: "here:<process>" and typing, until when; gone, since when nobody is; page (stands for it);
                                                read, read_at (the entry up to which they have read, and when)
    slots                  hash    none         "<platform>:<workspace>" -> when the next card may be refreshed for a signal
    admitted*<where>|<call> hash   a minute     spent (up to when the limit is used up); of a workspace: who must wait -> until when
    visitor*<visitor>      hash    180 days     conversation, and attributes as "attribute:<name>"; or, for 25 hours,
                                                that the visitor is forgotten
    user*<user>            string  180 days     the visitor that a user of the website is; their hash has "user" then
    clock                  hash    none         last (what the store's clock said), ahead (how much the server's was set back)
    timers                 zset    none         "<conv>|<timer>" by when it is due
    lanes                  zset    none         channels that have something to deliver, by when to look again
    lane*<channel>         zset    none         conversations that have deliveries there, by when each is due
    cards*<channel>        zset    none         "<conv>|<thread>" whose card is to be refreshed, by when
    state*<channel>        hash    30 days      epoch, leased_until, not_before, cards_not_before of the lane
    chain*<channel>|<conv> list    none         deliveries not yet answered for, oldest first: id, newline, JSON
    begun*<channel>|<conv> hash    none         covers, part, since of a post that was begun, doubted: since when nobody
                                                knows what became of it; again: it was sent once more;
                                                done = pieces posted
    fetches                zset    none         "<conv>|<entry>" of a file that is to be fetched, by when to try next
    waiting                zset    none         every delivery that is in a chain, by when it was queued
    swept                  string  none         up to which score of `waiting` deliveries were looked at: they are late
    doubts                 set     none         "<channel>|<conv>" whose begun post is in doubt
    rests                  hash    none         "<platform>:<workspace>" -> until when it must be left alone
    agents                 hash    none         agent -> Agent
    people                 hash    none         person -> agent
    overrides              hash    none         agent -> what holds instead of their schedule
    missed                 hash    none         agent -> offers missed in a row
    absences               hash    none         agent who is not available -> since when
    returns                list    none         "agent, since when they were away, and when they came back", one a line,
                                                of those to whom nothing was said of it yet
    about*<conv>           set     90 days      "<channel>|<name>" of what is said apart from it, and perhaps waits there
    overlooked*<agent>     list    90 days      conversations of which they missed an offer since they came back last
    followups              zset    none         "<conv>|<thread>" in which somebody is to follow up, by when it was opened
    available              set     none         agents who are available
    capacities, loads      hash    none         agent -> number of chats at most, and now
    pools                  hash    none         agent -> the pools they belong to, but for those of closed teams
    held                   hash    none         conversation -> the agents whose places it holds, one a line
    places*<agent>         set     none         conversations that hold a place of theirs; `held` has the last word
    ring*<pool>            zset    none         the eligible agents of a pool, by turn
    duty*<pool>            set     none         the available agents of a pool, busy or not
    turns*<pool>           hash    none         agent -> their last turn, eligible or not
    turn                   string  none         the last turn given out
    line*<pool>            zset    none         conversations that wait for the pool, by ticket
    queue                  hash    none         conversation in line -> its pools, whom not to ask, since when
    tickets                hash    none         conversation -> its ticket, until it is accepted or over
    ticket                 string  none         the last ticket given out
    homes                  zset    none         person who looks at their home, by when they opened it last
    leader*<job>           string  15 seconds   the process that does what only one needs to do
    rota                   zset    none         "agent:<id>", "team:<name>" by when their hours begin or end next
    revision               hash    none         number (of changes of what is arranged), token (who made the last one)
    teams                  hash    none         team, case-folded -> its record, members and leads
    renamed                hash    none         pool of a team under a former name -> the pool under its present one
    rules                  hash    none         rule -> Rule
    accounts               hash    none         domain -> pool
    settings               hash    none         setting -> its value, where it differs from the file
    site                   hash    none         hours, order (of turns), file (what it said when all were placed)
    holidays               hash    none         date -> Holiday
    canned                 hash    none         "<team, case-folded, or nothing>|<name>" -> CannedReply
    blocks                 hash    none         "visitor:<id>" or "email:<address>" -> Block
    picture*<alias>        hash    none         type, data: of the agent with this alias
    admins                 hash    none         person -> since when
    claim                  string  none         the one-time code for the first admin
    audit                  stream  50,000       who, what, at
    dialogues              hash    none         dialogue -> DialogueRecord, of those that were pushed or paused
    dialogue*<id>|<version>  string  92 days    content of a version, JSON; no end for drafts and what was published
    tally*<dialogue>|<day>  hash  400 days      "<version>|<position>|" with shown, asked or answered -> how often
    figures*<of>|<day>     hash    400 days     "<name>|<field>" -> how often, of the site, a team, an agent, a dialogue: see
                                                bot/statistics/measures.py
    shown*<day>|<dialogue> string  400 days     a HyperLogLog of the openings that were shown; of all dialogues without a name
    installations          hash    none         workspace -> its record, sealed (bot/sealing.py)
    lost                   hash    none         workspace where the app was removed -> why
    heard                  hash    none         workspace -> when an event came from there, give or take a minute
    installing*<state>     string  10 minutes   the link by which somebody has begun to install
    spent*<link>           string  2 days       the record that was installed by it
    board*<shelf>          hash    90 days      item -> data; the desk keeps one shelf for each inbox
    order*<shelf>          zset    90 days      item by the number of its last change
    bus*<topic>            pub/sub -            a conversation's new entries, or nothing: its visitor has begun another
                                                one, or "~" and who is typing;
                                                "visitor:<visitor>": they have begun one;
                                                "stream:<name>": what was posted for it elsewhere;
                                                "lanes"; "shelf:<shelf>"; "dialogues"; "rules"; "queue";
                                                "installations": the workspace

Times in scores and fields are milliseconds since 1970, by the store's clock (scripts/with/clock.lua).
"""

from __future__ import annotations

from bot.ids import SiteId


DAY = 86_400_000
CONVERSATION_LIFETIME = 90 * DAY
VISITOR_LIFETIME = 180 * DAY
FORGOTTEN_LIFETIME = 25 * 3_600_000
"""Longer than a visitor is shown the same opening: what they begin next must not have the name of what is forgotten."""
EARLY_LIFETIME = 25 * 3_600_000
"""As long as Slack may deliver an event again (`platforms`: hourly retries for a day)."""
EARLY_LIMIT = 500
"""Messages kept for one unknown thread; a flood beyond it is not ours to keep."""
TALLY_LIFETIME = 400 * DAY
"""As long as a year can be compared with the one before."""
SIGNALS_LIFETIME = DAY
LANE_STATE_LIFETIME = 30 * DAY
ADMITTED_LIFETIME = 60_000
"""After the limit is free again altogether."""
AUDIT_LENGTH = 50_000
INSTALL_LIFETIME = 600_000
"""As long as Slack's own codes are good: https://docs.slack.dev/authentication/installing-with-oauth."""
LINK_LIFETIME = 2 * DAY
"""Longer than any link: one that has expired by its own date need not be known as spent."""

PLAIN = frozenset(
    [
        "clock",
        "timers",
        "fetches",
        "waiting",
        "swept",
        "doubts",
        "lanes",
        "rests",
        "slots",
        "agents",
        "people",
        "overrides",
        "missed",
        "absences",
        "available",
        "followups",
        "returns",
        "capacities",
        "loads",
        "pools",
        "held",
        "turn",
        "queue",
        "tickets",
        "ticket",
        "homes",
        "rota",
        "revision",
        "teams",
        "renamed",
        "rules",
        "accounts",
        "settings",
        "site",
        "holidays",
        "canned",
        "blocks",
        "admins",
        "claim",
        "audit",
        "dialogues",
        "installations",
        "lost",
        "heard",
    ]
)
FAMILIES = frozenset(
    [
        "snapshot",
        "log",
        "seen",
        "threads",
        "posts",
        "placed",
        "ahead",
        "amends",
        "thread",
        "early",
        "strays",
        "doubles",
        "signals",
        "visitor",
        "user",
        "lane",
        "cards",
        "state",
        "chain",
        "begun",
        "admitted",
        "places",
        "ring",
        "duty",
        "turns",
        "leader",
        "line",
        "about",
        "overlooked",
        "picture",
        "dialogue",
        "tally",
        "figures",
        "shown",
        "installing",
        "spent",
        "board",
        "order",
        "bus",
    ]
)


class Keys:
    """The keys of one site."""

    def __init__(self, site: SiteId) -> None:
        self._tag = f"{{{site}}}:"

    def plain(self, name: str) -> str:
        """One key that stands by itself."""
        if name not in PLAIN:
            raise KeyError(name)
        return self._tag + name

    def family(self, name: str) -> str:
        """What all keys of a family begin with; the rest is appended."""
        if name not in FAMILIES:
            raise KeyError(name)
        return f"{self._tag}{name}:"

    def of(self, name: str, member: str) -> str:
        """One key of a family."""
        return self.family(name) + member
