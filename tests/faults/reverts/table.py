"""The table of reverts: a promise is kept by a line, and the same line may keep the promise under several faults."""

from __future__ import annotations

from tests.faults.reverts import on_teams
from tests.faults.reverts.change import Change, Revert
from tests.faults.reverts.everywhere import COMMIT, EVENTS_ONCE, ONCE


ERRORS = "bot/adapters/slack/errors.py"
DOUBT = "bot/delivery/doubt.py"
GATEWAY = "visitor_gateway/connection.py"

FRESH = Change(COMMIT, "if length ~= p.expect then return {'stale', length} end", "")
"""A change to what has changed meanwhile is decided anew."""
LOOKED_FOR = Change(DOUBT, "if doubt is None:", "if doubt is None or doubt.ago >= 0:")
"""A post of which nobody knows whether it arrived is looked for before it is sent again."""
SENT_AGAIN = Change(DOUBT, "return ref", "return ref or PostRef(f'{where}/0.0')")
"""A post that is not found is sent again."""
TIME_TO_ARRIVE = Change(DOUBT, "ARRIVAL_TIME = 1.5", "ARRIVAL_TIME = 0.0")
NOTED = (
    Change(
        "bot/adapters/store/scripts/with/holding.lua",
        "if first then redis.call('HSET', begun .. name, 'covers', 1, 'part', done, 'since', at) end",
        "",
    ),
    Change("bot/delivery/posting.py", "if not held.lease.begun:", "if not held.lease:"),
)
"""A post is noted before it is sent."""
IN_DOUBT = Change(
    ERRORS,
    'raise InDoubt(f"{self._method}: {type(error).__name__}") from error',
    'raise Unreachable(f"{self._method}: {type(error).__name__}") from error',
)
"""A call that broke off may have had its effect."""
NOT_REFUSED = Change(ERRORS, "if not name or status >= 500 or name in IN_DOUBT:", "if name in IN_DOUBT:")
"""An answer that is not Slack's own says nothing for good."""
THROTTLED = Change(ERRORS, "return Throttled(_retry_after(response))", 'return Refused("ratelimited")')
WORDS_AGAIN = Change(
    "bot/delivery/posting.py",
    "except Refused as refused:",
    "except (Refused, Unreachable) as error:\n    refused = Refused(str(error))",
)
"""Words that cannot be posted now are posted later. Words alone: with threads nobody would come to talk."""
RESUMED = Change(
    "visitor_gateway/view.py",
    "self._session.welcome(token, conversation, news, last, past=0 if seen else length)",
    "self._session.welcome(token, conversation, [] if seen else news, last, past=0 if seen else length)",
)
"""Who comes back is shown what they missed."""
SCRIPTS_LOADED = Change(
    "bot/adapters/store/scripting.py",
    'await self._line.ask(packed("SCRIPT", "LOAD", self._source.text))',
    'if self.__dict__.setdefault("loaded", False):\n'
    "    raise\n"
    "self.loaded = True\n"
    'await self._line.ask(packed("SCRIPT", "LOAD", self._source.text))',
)
"""What the server forgot it is told again."""
ENDS = Change(
    "bot/serving.py",
    "loop.add_signal_handler(number, stop.set)",
    "loop.add_signal_handler(number, log.info, str(number))",
)
BY_THEIR_TIME = Change("bot/adapters/slack/parse.py", "sent=milliseconds(event.ts),", "sent=at,")
"""An agent's messages are shown in the order in which they were written."""
STUCK = (
    Change(
        "bot/adapters/slack/socket_mode.py",
        "super().__init__(app, app_token, web_client=web, ping_interval=ping)",
        "super().__init__(app, app_token, web_client=web, ping_interval=ping)\n"
        "self.client.connect_to_new_endpoint = lambda force=False: self.client.connect()",
    ),
    Change("bot/adapters/slack/socket_mode.py", "RECONNECT_AFTER = 60.0", "RECONNECT_AFTER = 60_000.0"),
)
"""A connection that does not come back by itself (slack_sdk issues 1110, 1701) is made anew."""


TABLE: dict[str, Revert] = {
    # processes
    "kill -9 of a gateway": Revert(
        (
            Change(
                "bot/app/visitors.py",
                "tokens=VisitorTokens(house.secret, site, days=visitors.token_days),",
                "tokens=VisitorTokens(str(house.clock.now()), site, days=visitors.token_days),",
            ),
        )
    ),
    "kill -9 of a bot": Revert(NOTED, also=("Slack: slow",), seconds=30),
    "SIGTERM to a gateway": Revert((ENDS,), seconds=5),
    "SIGTERM to a bot": Revert((ENDS,), seconds=5),
    "a gateway paused": Revert((FRESH,)),
    "a bot paused": Revert((FRESH,)),
    "kill -9 of the store": Revert(
        (
            Change(
                "bot/adapters/store/bus.py",
                'self._unsent = [packed("SUBSCRIBE", self._keys.of("bus", KEEPER), *self._listeners)]',
                'self._unsent = [packed("SUBSCRIBE", self._keys.of("bus", KEEPER))]',
            ),
        )
    ),
    "the store paused": Revert((ONCE,), seconds=40),
    "the store forgets its scripts": Revert((SCRIPTS_LOADED,)),
    "the store refuses writes": Revert(
        (
            Change(
                GATEWAY,
                'self._session.refuse(wish.id, "unavailable", "Please wait a moment.", after=RETRY_AFTER)',
                "self._session.say(wire.Accepted(id=wish.id, n=self._session.last))",
            ),
        )
    ),
    "the store is full": Revert(
        (
            Change(
                "bot/adapters/slack/intake.py",
                "return BoltResponse(status=500)",
                "return BoltResponse(status=200)",
            ),
        )
    ),
    # clocks
    "the clock of a gateway jumps": Revert(
        (
            Change(
                "visitor_gateway/tokens.py",
                "said, issued = self._serializer.loads(token, return_timestamp=True)",
                "said, issued = self._serializer.loads(token, max_age=self._max_age, return_timestamp=True)",
            ),
        )
    ),
    "the clock of a bot jumps": Revert(
        (
            Change(
                "bot/adapters/slack/listeners.py",
                "return web.Response(status=401)",
                "return web.Response(status=200)",
            ),
        )
    ),
    "the clock of the store jumps": Revert(
        (
            Change(
                "bot/adapters/store/scripts/with/clock.lua",
                "local at = math.max(there + ahead, last)",
                "local at = there + ahead",
            ),
        ),
        seed=11,  # it is set forward first, and then back for good
    ),
    "the clock of the whole host jumps": Revert(
        (Change("bot/clocks.py", "if now < then - LOOK:", "if now is None:"),),
        also=("Accept as the offer expires",),
        seconds=30,
    ),
    # lines
    "a line to the store cut": Revert((ONCE,), also=("the store slow",)),
    "a line to the store half-open": Revert(
        (
            Change(
                "bot/adapters/store/line.py",
                "failed = [*(asked.answer for asked in self._under_way), *self._unsent_answers]",
                "failed = list(self._unsent_answers)",
            ),
        ),
        seconds=45,
    ),
    "the store slow": Revert((FRESH,)),
    "visitors cut off": Revert((RESUMED,)),
    "visitors half-open": Revert((ONCE,)),
    "visitors slow": Revert((ONCE,)),
    "lines to Slack cut": Revert((IN_DOUBT,), also=("Slack: slow",)),
    "lines to Slack half-open": Revert((LOOKED_FOR,), also=("Slack: slow",), seconds=30),
    "lines from Slack cut": Revert((EVENTS_ONCE,), also=("the store slow",)),
    "lines from Slack half-open": Revert((EVENTS_ONCE,), also=("the store slow",)),
    # Slack
    "Slack dark": Revert((WORDS_AGAIN,)),
    "Slack down for an hour": Revert(
        (
            Change(
                "bot/adapters/store/keys.py",
                "CONVERSATION_LIFETIME = 90 * DAY",
                "CONVERSATION_LIFETIME = DAY // 48",
            ),
        )
    ),
    "Slack: 429": Revert((THROTTLED,)),
    "Slack: 429 without Retry-After": Revert((THROTTLED,)),
    "Slack: 503": Revert((NOT_REFUSED,)),
    "Slack: 502 as HTML": Revert((NOT_REFUSED,)),
    "Slack: 200 as HTML": Revert((NOT_REFUSED,)),
    "Slack: reset before storing": Revert((SENT_AGAIN,)),
    "Slack: reset after storing": Revert((LOOKED_FOR,)),
    "Slack: internal_error after storing": Revert((LOOKED_FOR,)),
    "Slack: hangs before storing": Revert((SENT_AGAIN,)),
    "Slack: hangs after storing": Revert((IN_DOUBT,)),
    "Slack: slow": Revert((TIME_TO_ARRIVE,), also=("lines to Slack cut",), seconds=30),
    # events
    "events three times": Revert((ONCE,)),
    "events late": Revert((BY_THEIR_TIME,)),
    "events reversed": Revert((BY_THEIR_TIME,)),
    "events before answers": Revert(
        (
            Change(
                "bot/relay/relay.py",
                "known = await self._conversations.find(arrival.thread, arrival if arrival.ours else None)",
                "known = await self._conversations.find(arrival.thread, None)",
            ),
        ),
    ),
    "a socket's end announced": Revert(STUCK, way="socket_mode"),
    "a socket dropped": Revert(STUCK, way="socket_mode"),
    "a socket half-open": Revert(STUCK, way="socket_mode"),
    "acknowledgements to Slack lost": Revert((ONCE,), way="socket_mode"),
    "events at the same moment": Revert((ONCE,)),
    **on_teams.TABLE,
    # people
    "a tab more": Revert(
        (
            Change(
                COMMIT,
                "if p.open.instead_of ~= '' then redis.call('PUBLISH', bus .. p.open.instead_of, '') end",
                "",
            ),
        )
    ),
    "a tab less": Revert(
        (Change("visitor_gateway/hub.py", "if not topic.watchers:", "if name in self._topics:"),),
        also=("a tab more",),
    ),
    "a laptop asleep": Revert((RESUMED,)),
    "a laptop asleep for long": Revert((RESUMED,), seconds=60, seed=2),
    "ten press Accept at once": Revert(
        (
            Change(
                "bot/conversation/asking.py",
                "if of_all or thread.agent.goes_by(person):",
                "if of_all or person:",
            ),
        )
    ),
    "all at once": Revert(
        (
            Change(
                "bot/conversation/ending.py",
                "return [*told, ReleaseAgent(), LeaveLine(), *_cleared()]",
                "return [*told, LeaveLine(), *_cleared()]",
            ),
            Change(
                "bot/app/work.py", '("repairs", REPAIR, partial(_repair, house)),', ""
            ),  # else it is mended
        )
    ),
    "Accept as the offer expires": Revert((FRESH,)),
    "replies edited and deleted": Revert(
        (
            Change(
                "bot/adapters/slack/intake.py",
                "return await self._message(payloads.read(envelope.event, wire.MessageEvent))",
                'inner = {**envelope.event, **envelope.event.get("message", {}), "hidden": False, "subtype": None}\n'
                "return await self._message(payloads.read(inner, wire.MessageEvent))",
            ),
        )
    ),
    "a file out of reach": Revert(
        (
            Change(
                "bot/fetching.py",
                "return max(AGAIN, error.after) if isinstance(error, Throttled) else AGAIN",
                "return 0.0",
            ),
        )
    ),
}
