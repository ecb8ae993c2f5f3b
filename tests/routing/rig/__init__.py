"""The assignment rig: agents in teams, many visitors at once, and the processes between them dying again and again.

``python -m tests.routing.rig --seconds 60 --seed 7`` runs as long as one likes; ``make test`` runs it for some seconds.
"""
