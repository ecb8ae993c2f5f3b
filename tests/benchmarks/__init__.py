"""Benchmarks: the numbers of DESIGN §8, each beside its floor in the same run. Ratios; absolute times are this machine's.

``__main__``   ``make bench``: which rows, how long, how much; a table on the terminal, and JSON
``row``        what a row is: ours, the floor, the ratio, and the ratio to reach
``turns``      turns per CPU-second, latency of both halves, latency under a slow Slack
``stub_slack`` a Slack that is fast and believes everything; every post of a visitor's words is answered by an event
``floor``      the floor: a bridge that keeps everything in memory and promises nothing
``visitors``   scripted visitors, in a process of their own
``house``      our own processes, as they are started in production
"""
