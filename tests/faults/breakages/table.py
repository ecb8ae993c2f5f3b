"""The table of faults: what can happen, and how often."""

from __future__ import annotations

from tests.faults.breakages import agents, clocks, events, slack, teams, visitors
from tests.faults.breakages.fault import Fault
from tests.faults.breakages.lines import half_open, lines_of, slowly
from tests.faults.breakages.platforms import dark, down_for_an_hour, fails
from tests.faults.breakages.processes import killed, paused, stopped, told_to_store
from tests.faults.proxy import Proxy


TABLE: dict[str, Fault] = {
    # processes
    "kill -9 of a gateway": Fault(3, killed("gateway")),
    "kill -9 of a bot": Fault(4, killed("bot")),
    "SIGTERM to a gateway": Fault(2, stopped("gateway")),
    "SIGTERM to a bot": Fault(2, stopped("bot")),
    "a gateway paused": Fault(1, paused("gateway", 3)),
    "a bot paused": Fault(3, paused("bot", 4)),
    "kill -9 of the store": Fault(3, killed("store")),
    "the store paused": Fault(1, paused("store", 6)),
    "the store forgets its scripts": Fault(2, told_to_store("SCRIPT", "FLUSH")),
    "the store refuses writes": Fault(
        2,
        told_to_store(
            "CONFIG",
            "SET",
            "min-replicas-to-write",
            "1",
            then=("CONFIG", "SET", "min-replicas-to-write", "0"),
        ),
    ),
    "the store is full": Fault(
        2, told_to_store("CONFIG", "SET", "maxmemory", "1", then=("CONFIG", "SET", "maxmemory", "0"))
    ),
    # clocks
    "the clock of a gateway jumps": Fault(2, clocks.gateway_clock_jumps),
    "the clock of a bot jumps": Fault(2, clocks.clock_jumps("bot")),
    "the clock of the store jumps": Fault(2, clocks.clock_jumps("store")),
    "the clock of the whole host jumps": Fault(2, clocks.host_clock_jumps),
    # lines
    "a line to the store cut": Fault(3, lines_of("-store", Proxy.cut)),
    "a line to the store half-open": Fault(1, half_open("-store", longest=7)),
    "the store slow": Fault(1, lines_of("-store", slowly, longest=1.5, one=False)),
    "visitors cut off": Fault(3, lines_of("visitors", Proxy.cut)),
    "visitors half-open": Fault(1, half_open("visitors", longest=3)),
    "visitors slow": Fault(1, lines_of("visitors", slowly, longest=2)),
    "lines to Slack cut": Fault(3, lines_of("slack", Proxy.cut), on="slack"),
    "lines to Slack half-open": Fault(1, half_open("slack", longest=4), on="slack"),
    "lines from Slack cut": Fault(2, lines_of("events", Proxy.cut), on="slack"),
    "lines from Slack half-open": Fault(1, half_open("events", longest=4), on="slack"),
    # Slack
    "Slack dark": Fault(1, dark("slack"), on="slack"),
    "Slack down for an hour": Fault(1, down_for_an_hour("slack"), lasts=10, on="slack"),
    "Slack: 429": Fault(3, fails("slack", "ratelimited"), on="slack"),
    "Slack: 429 without Retry-After": Fault(
        1, fails("slack", "ratelimited", times=1, retry_after=None), on="slack"
    ),
    "Slack: 503": Fault(2, fails("slack", "unavailable"), on="slack"),
    "Slack: 502 as HTML": Fault(2, fails("slack", "bad_gateway"), on="slack"),
    "Slack: 200 as HTML": Fault(2, fails("slack", "html"), on="slack"),
    "Slack: reset before storing": Fault(2, fails("slack", "reset_before"), on="slack"),
    "Slack: reset after storing": Fault(3, fails("slack", "reset_after_storing"), on="slack"),
    "Slack: internal_error after storing": Fault(
        2, fails("slack", "internal_error_after_storing"), on="slack"
    ),
    "Slack: hangs before storing": Fault(1, fails("slack", "hang_before", times=1), on="slack"),
    "Slack: hangs after storing": Fault(1, fails("slack", "hang_after_storing", times=1), on="slack"),
    "Slack: slow": Fault(2, fails("slack", "slow", delay=2.0), on="slack"),
    # events
    "events three times": Fault(2, events.events_thrice),
    "events late": Fault(2, events.events_late),
    "events reversed": Fault(2, events.events_reversed),
    "events at the same moment": Fault(2, events.events_at_once),
    "events before answers": Fault(2, slack.events_first, on="slack"),
    "a socket's end announced": Fault(4, slack.socket_refreshed, way="socket_mode", on="slack"),
    "a socket dropped": Fault(4, slack.socket_dropped, way="socket_mode", on="slack"),
    "a socket half-open": Fault(3, slack.socket_half_open, way="socket_mode", on="slack"),
    "acknowledgements to Slack lost": Fault(4, slack.acknowledgements_lost, way="socket_mode", on="slack"),
    # Teams
    "lines to Teams cut": Fault(3, lines_of("teams", Proxy.cut), on="teams"),
    "lines to Teams half-open": Fault(1, half_open("teams", longest=4), on="teams"),
    "lines from Teams cut": Fault(2, lines_of("activities", Proxy.cut), on="teams"),
    "lines from Teams half-open": Fault(1, half_open("activities", longest=4), on="teams"),
    "Teams dark": Fault(1, dark("teams"), on="teams"),
    "Teams down for an hour": Fault(1, down_for_an_hour("teams"), on="teams", lasts=10),
    "Teams: 429": Fault(3, fails("teams", "ratelimited"), on="teams"),
    "Teams: 429 without Retry-After": Fault(
        1, fails("teams", "ratelimited", times=1, retry_after=None), on="teams"
    ),
    "Teams: 412": Fault(2, fails("teams", "PreconditionFailed"), on="teams"),
    "Teams: 404 once": Fault(1, fails("teams", "ConversationNotFound", times=1), on="teams"),
    "Teams: 500": Fault(2, fails("teams", "ServiceError"), on="teams"),
    "Teams: 502 as HTML": Fault(2, fails("teams", "bad_gateway"), on="teams"),
    "Teams: 504": Fault(2, fails("teams", "gateway_timeout"), on="teams"),
    "Teams: 200 as HTML": Fault(2, fails("teams", "html"), on="teams"),
    "Teams: reset before storing": Fault(2, fails("teams", "reset_before"), on="teams"),
    "Teams: reset after storing": Fault(3, fails("teams", "reset_after_storing"), on="teams"),
    "Teams: 500 after storing": Fault(2, fails("teams", "internal_error_after_storing"), on="teams"),
    "Teams: no id after storing": Fault(1, fails("teams", "no_id_after_storing", times=1), on="teams"),
    "Teams: hangs before storing": Fault(1, fails("teams", "hang_before", times=1), on="teams"),
    "Teams: hangs after storing": Fault(1, fails("teams", "hang_after_storing", times=1), on="teams"),
    "Teams: slow": Fault(2, fails("teams", "slow", delay=2.0), on="teams"),
    "Teams' keys rotate": Fault(2, teams.keys_rotate, on="teams"),
    "Teams' keys cannot be had": Fault(1, teams.keys_away, on="teams"),
    "Teams' keys are slow": Fault(1, teams.keys_slow, on="teams"),
    "the login refuses for a while": Fault(1, teams.login_away, on="teams"),
    "the login is slow": Fault(1, teams.login_slow, on="teams"),
    "the tokens are revoked": Fault(2, teams.tokens_revoked, on="teams"),
    "Teams' address changes": Fault(1, teams.moves, on="teams"),
    "Teams waits for no answer": Fault(2, teams.waits_for_no_answer, on="teams"),
    "the app removed and installed again": Fault(2, teams.removed_and_installed, on="teams"),
    # people
    "a tab more": Fault(4, visitors.a_tab_more),
    "a tab less": Fault(3, visitors.a_tab_less),
    "a laptop asleep": Fault(3, visitors.asleep(4)),
    "a laptop asleep for long": Fault(1, visitors.asleep(45), lasts=30),
    "ten press Accept at once": Fault(3, agents.ten_press_accept),
    "all at once": Fault(2, agents.all_at_once),
    "Accept as the offer expires": Fault(3, agents.accepted_as_it_expires),
    "replies edited and deleted": Fault(3, agents.changed_and_deleted),
    "a file out of reach": Fault(2, agents.file_out_of_reach),
}
"""Each begins, lasts a moment and heals itself; a seed makes a schedule of them."""
