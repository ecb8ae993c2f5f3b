"""The tests mirror the tree. Names are sentences; stores, servers, sockets and browsers are real; nothing sleeps.

``fake_slack/`` and ``fake_teams/`` are strict platforms of our own, both made of ``fakes/``; ``waiting.until`` waits for
a condition, ``conftest.store`` is an empty site on a real server, and ``prerequisites`` looks for the programs that are
needed.
"""
