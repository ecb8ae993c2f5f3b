"""The numbers that were promised, each measured beside a floor in the same run: ``make bench``.

``rows/``          what is measured, a module for each question
``bench``  ``row`` how the sides take turns, and what becomes of their numbers; ``table`` shows them
``house``          ours as in production, and the ``floor``: a bridge that keeps everything in memory and promises nothing
``cluster``        several of our processes on one store, to be killed
``stub_slack``     a Slack that believes everything; ``visitors`` measure, ``crowd`` stays whatever happens
"""
