"""The table of faults: what can happen, and how often."""

from __future__ import annotations

from tests.faults.breakages import agents, clocks, slack, visitors
from tests.faults.breakages.fault import Fault
from tests.faults.breakages.lines import half_open, lines_of, slowly
from tests.faults.breakages.processes import killed, paused, stopped, told_to_store
from tests.faults.breakages.slack import slack_fails
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
    "lines to Slack cut": Fault(3, lines_of("slack", Proxy.cut)),
    "lines to Slack half-open": Fault(1, half_open("slack", longest=4)),
    "lines from Slack cut": Fault(2, lines_of("events", Proxy.cut)),
    "lines from Slack half-open": Fault(1, half_open("events", longest=4)),
    # Slack
    "Slack dark": Fault(1, slack.slack_dark),
    "Slack down for an hour": Fault(1, slack.slack_down_for_an_hour, lasts=10),
    "Slack: 429": Fault(3, slack_fails("ratelimited")),
    "Slack: 429 without Retry-After": Fault(1, slack_fails("ratelimited", times=1, retry_after=None)),
    "Slack: 503": Fault(2, slack_fails("unavailable")),
    "Slack: 502 as HTML": Fault(2, slack_fails("bad_gateway")),
    "Slack: 200 as HTML": Fault(2, slack_fails("html")),
    "Slack: reset before storing": Fault(2, slack_fails("reset_before")),
    "Slack: reset after storing": Fault(3, slack_fails("reset_after_storing")),
    "Slack: internal_error after storing": Fault(2, slack_fails("internal_error_after_storing")),
    "Slack: hangs before storing": Fault(1, slack_fails("hang_before", times=1)),
    "Slack: hangs after storing": Fault(1, slack_fails("hang_after_storing", times=1)),
    "Slack: slow": Fault(2, slack_fails("slow", delay=2.0)),
    # events
    "events three times": Fault(2, slack.events_thrice),
    "events late": Fault(2, slack.events_late),
    "events reversed": Fault(2, slack.events_reversed),
    "events before answers": Fault(2, slack.events_first),
    "a socket's end announced": Fault(4, slack.socket_refreshed, way="socket_mode"),
    "a socket dropped": Fault(4, slack.socket_dropped, way="socket_mode"),
    "a socket half-open": Fault(3, slack.socket_half_open, way="socket_mode"),
    "acknowledgements to Slack lost": Fault(4, slack.acknowledgements_lost, way="socket_mode"),
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
