"""For each fault the change that breaks its promise, and a run of the rig with it: the ledger must not be clean.

``python -m tests.faults.reverts`` applies them one after the other, each in a copy of the tree, and says which were
caught. ``table`` holds them; a test in every ``make test`` sees to it that their lines are still there.
"""
