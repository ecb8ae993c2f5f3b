"""The fault rig: real processes, strict fakes of Slack and Teams, scripted people, faults on a seeded schedule, and a ledger.

``rig``        one run: builds the town, lets people talk while things break, heals everything, asks the ledger
``town``       the processes (``process``), each with a clock of its own (``clocks``), and the lines between them (``proxy``)
``visitors``   who talk, from one tab or several (``tabs``), send files (``visitor_files``), come back and rate
``agents``     who answer, and what each of them did; their ``habits`` besides
``platforms``  where they sit: in Slack, in Teams, in both (``hiring`` gives them their places)
``breakages``  the table of faults, and the schedule that a seed makes of it
``resting``    how long what is due is waited for: as long as things move
``rolling``    no fault at all: one process after the other is restarted
``ledger``     the comparison, from what ``reading`` says of logs; its ``verdict``: lost, doubled, reordered, misdelivered, leaked; each must be 0
``endings``    how agents' words stand in the end; ``files`` the same for files
``reverts``    for each fault the line that keeps its promise: without it the ledger must not be clean

``make soak SECONDS=600 SEED=7 PLATFORM=both`` runs as long as one likes; ``test_faults`` is a short run in every ``make test``.
"""
