"""The fault rig: real processes, a strict fake Slack, scripted people, faults on a seeded schedule, and a ledger.

``rig``        one run: builds the town, lets people talk while things break, heals everything, asks the ledger
``town``       the processes: a store, gateways, bots, and the proxies between all of them
``proxy``      a TCP proxy that can cut, freeze, delay and refuse
``people``     visitors who talk, agents who answer, and what each of them was told
``breakages``  the table of faults, and the schedule that a seed makes of it
``ledger``     the verdict: lost, doubled, reordered, misdelivered, leaked; each must be 0

``make soak SECONDS=600 SEED=7`` runs as long as one likes; ``test_faults`` is a short run in every ``make test``.
"""
