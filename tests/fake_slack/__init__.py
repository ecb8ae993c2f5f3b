"""A strict fake Slack: a real HTTP server that checks what Slack checks, and people who use it.

It is never kinder than Slack; where the documentation leaves a choice, it takes the stricter reading.

    async with FakeSlack() as slack:                          # 127.0.0.1, a free port
        ann = slack.user("Ann Lee")                           # found or made, in the first workspace
        support = slack.channel("support", members=[ann])     # the bot is a member unless with_bot=False
        await slack.connect("http://127.0.0.1:8080/slack/events")     # or FakeSlack(socket_mode=True)
        said = await ann.writes("Hello", to=ann.dm)           # an event is on its way to the app
        await slack.until(lambda: "Hi!" in [m.text for m in ann.thread(said)])

Give the app `slack.api_url`, `slack.signing_secret`, `slack.bot_token`, `slack.app_token` (Socket Mode),
`slack.client_id`, `slack.client_secret`, `slack.authorize_url` (OAuth).

FakeSlack(port=0, clock=None, socket_mode=False, **settings)      settings: see `settings.Settings`
    user(name, *, display_name="", team=None, is_admin=False, tz="UTC", email=None, guest=False) -> Human
    channel(name, *, members=(), private=False, team=None, with_bot=True) -> Channel
    workspace(name, *, installed=True) -> Workspace            a second team; `slack.team` is the first
    group(handle, members) -> id of a user group, regroup(id, members)
    bot(team=None) -> Installation (bot_token, bot_user, bot_id, scopes: a mutable set)
    connect(url, *, interactivity=None), disconnect(), reenable(), request_url
    until(condition, timeout=5) -> its truthy value            woken at each change, never sleeps blindly
    settled(timeout=5)                                         every event delivery has ended
    thread(channel, ts) / history(channel) -> list[Seen]       what is there, whoever looks
    fail(method, fault, *, times=1, rate=None, seed=0, delay=1.0, retry_after=1, channel=None) -> Fault
        fault: reset_before reset_after_storing hang_before hang_after_storing bad_gateway unavailable html
               internal_error_after_storing slow slow_after_storing ratelimited, or any error name
               (answered before storing); `times=None` is for ever, until `fault.stop()`
    calls(method=None) -> list[Call], posts(channel) -> list[Post], throttled -> number of 429s answered
    events -> `EventFeed`: attempts, hold() / release(order), repeat(event_id), enabled, ledger
    sockets -> `SocketHub`: connections, warn(), drop(), half_open()
    forge(kind) -> status of a request with a bad signature    bad_signature stale non_numeric unsigned
    revoke(team=None), uninstall(team=None), archive(channel), lock_thread(channel, ts), rename(channel, name),
    remove(channel), kick(channel, user), delete(message), unfurl(message), change_user(user, **fields)
    another_app_writes(text, *, to, name="Jira", in_thread=None), system_message(channel, subtype, text, *, user, in_thread)
    goes_dark(seconds=None), comes_back()                      refuses connections; forgets nothing
    decide(url, user, *, allow=True) -> the address to which the browser is sent from the OAuth consent page
    clock.advance(seconds)                                     moves pace, limits, retries and expiries
    clock.ahead = seconds                                      moves the time of day: ts, signatures, Date

Human (ann.id, ann.name, ann.dm = the channel with the bot)
    writes(text, *, to=None, in_thread=None, files=(), broadcast=False) -> Message     to: default her DM
    edits(message, text), deletes(message), reacts(message, "thumbsup"), unreacts(message, ...)
    presses(button, *, on, value=None) -> Answer               action_id, its prefix, or the visible label
    selects(action_id, *values, on) -> Answer                  menus outside modals
    types(command, text="", *, channel=None, in_thread=None) -> Answer
    shortcut(callback_id, *, on=None) -> Answer                a message shortcut, or a global one
    opens_home() / opens_messages(), home -> Modal | None
    modal -> Modal | None (title, text, buttons, inputs), submits(values) -> Answer, closes() -> Answer
    sees(channel) -> list[Seen], thread(message) -> list[Seen], ephemerals -> list[Seen]
    joins(channel), leaves(channel), sets_presence("active" | "away"), renames(display_name), changes_picture()

Seen: author, text, pings, blocks (plain lines), buttons (labels), ts, thread_ts, files, edited, reactions, raw, message
Answer: ok, status, text, errors (of a modal), body
Message, Channel, User: see `world`. Anywhere a message is wanted, Message, Seen or (channel, ts) will do.

As a process: `python -m tests.fake_slack --port 4000`, then POST JSON to /_control/<verb> (see `control`).
"""

from __future__ import annotations

from tests.fakes.clock import Clock

from .interactions import Answer
from .server import FakeSlack
from .visible import Seen
from .world import Channel, Message, User


__all__ = ["Answer", "Channel", "Clock", "FakeSlack", "Message", "Seen", "User"]
