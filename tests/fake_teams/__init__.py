"""A strict fake Teams: a real Bot Connector, login and Graph that check what Microsoft checks, and people who use it.

It is never kinder than Teams; where the documentation leaves a choice, it takes the stricter reading.

    async with FakeTeams() as teams:                          # 127.0.0.1, a free port
        ann = teams.user("Ann Lee")                           # found or made, in the first tenant
        support = teams.channel("support", members=[ann])     # in a team of that name, which has the app
        await teams.connect("http://127.0.0.1:8080/api/messages")
        said = await ann.writes("@Threadline hello", to=support)      # an activity is on its way to the app
        await teams.until(lambda: "Hi!" in [m.text for m in ann.thread(said)])

Leaving it raises AssertionError if the app did what no app may do, such as a malformed card, a second token in one
lifetime, a token sent to a stranger, or a press that was answered late, emptily or with another status than 200:
`offences` lists it, and `offences.forgive(containing=...)` forgets what a test provoked on purpose.

Give the app `teams.app.app_id`, `teams.app.secret`, `teams.tenant.id`, and `login_url`, `openid_url`, `graph_url`
(or `imds_url`; or `identity_endpoint` and `login.identity_header`) in the place of Microsoft's. Its allow-lists are
`base_url` for the connector, and `files_url` for the files of chats.

FakeTeams(port=0, clock=None, coarse=1, **settings)           settings: see `settings.Settings`
    coarse: message ids are of whole so many ms, so that two threads have posts of the same id
    user(name, *, tenant=None, email=..., guest=False, picture=0, has_app=False, is_admin=False) -> Human
    team(name, *, members=(), with_bot=True, rsc=False) -> Team     rsc: hears messages that do not mention it
    channel(name, *, team=None, members=(), private=False, rsc=False) -> Channel
    group_chat(name, *, members, with_bot=True, rsc=False) -> Channel
    add_tenant(name) -> Tenant                                 `teams.tenant` is the first
    connect(url), disconnect(), request_url
    until(condition, timeout=5) -> its truthy value            woken at each change, never sleeps blindly
    settled(timeout=5)                                         every delivery has ended
    thread(message) / history(channel) -> list[Seen]           what is there, whoever looks; message(where) -> Message
    fail(method, fault, *, times=1, rate=None, seed=0, delay=1.0, retry_after=1, channel=None) -> Fault
        method: create send edit delete member members channels team image, token, openid keys, photo presence,
                download, or "*"
        fault: reset_before hang_before slow ratelimited bad_gateway unavailable gateway_timeout html (pages of HTML),
               those with _after_storing, internal_error_after_storing, no_id_after_storing, or any code of
               `errors.CODES`, answered as JSON before storing, such as ConversationNotFound, PreconditionFailed,
               ServiceError, BadGateway, GatewayTimeout; `times=None` is for ever, until `fault.stop()`
    calls(method=None) -> list[Call], posts(channel=None) -> list[Post], throttled -> number of 429s answered
    events -> `Feed`: emitted, attempts, lost, invokes, hold() / release(order), repeat(id)
    keys -> `SigningKeys`: rotate(keep_old=True), publish(endorsements), published, asked
    pictures -> dict[str, Picture]                             what was fetched to be shown in the app's messages
    tokens -> `Tokens`: issued(resource=None), revoke()
    install(team or group, *, by=None, rsc=False), remove_app(team or group), disable()
    moves(region)                                              the service address changes
    add_channel(team, name), rename(channel or team, name), remove(channel), restore(channel), archive(team),
    delete_team(team), kick(team, user), delete(message), another_app_writes(text, *, to, name="Jira", in_thread=None)
    forge(kind) -> status of a request that must be refused    kinds: `forging.Forger.kinds`
    lures() -> status of a good one whose service address is a stranger's; stranger.requests says who fell for it
    goes_dark(seconds=None), comes_back()                      refuses connections; forgets nothing
    clock.advance(seconds)                                     moves limits, retries and expiries
    clock.ahead = seconds                                      moves the time of day: ids, signatures, Date

Human (ann.id, ann.name, ann.account, ann.chat = the chat with the bot, which needs `installs()` or a team with the app)
    writes(text, *, to=None, in_thread=None, files=(), images=(), quoting=None, html=False) -> Message
        to: default her chat; html: the text is Teams' own markup; an @ and a name of a person, of the bot, of a channel
        or the team becomes a mention, but in a chat with the bot of nobody else
    edits(message, text), deletes(message), undeletes(message), reacts(message, "like"), unreacts(message, ...)
    presses(button, *, on, values=None) -> Answer              by id, verb or label; on a Seen: as it was when seen
    looks_at(message) -> Answer                                a card with `refresh` asks the app by itself
    dialog -> Dialog | None (title, text, buttons, inputs, card), submits(values, button=None) -> Answer, closes()
    sees(channel=None) -> list[Seen], thread(message) -> list[Seen], copies_link(channel or message) -> str
    installs(), uninstalls(), blocks(), unblocks(), joins(team), leaves(team), sets_presence("Busy"), renames(name),
    changes_picture()

Seen: author, text, card (plain lines), buttons (labels), links, images, pings, id, root, files, edited, deleted,
      reactions, raw, shown, cards, message
Answer: ok, status, text, errors (found by the client), body, reason
Message, Channel, Team, Person: see `world`. Anywhere a message is wanted, Message, Seen or (channel, ref) will do.

As a process: `python -m tests.fake_teams --port 4000`, then POST JSON to /_control/<verb> (see `control`).
"""

from __future__ import annotations

from tests.fakes.clock import Clock

from .answers import Answer
from .dialog import Dialog
from .server import FakeTeams
from .visible import Seen
from .world import Channel, Message, Person, Team


__all__ = ["Answer", "Channel", "Clock", "Dialog", "FakeTeams", "Message", "Person", "Seen", "Team"]
