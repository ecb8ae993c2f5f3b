"""What every platform must do, and what each cannot: one set of tests, run on Slack, Teams and the desk.

``abilities``  the table of what a platform cannot do; docs/platforms.md shows the same one
``scene``      what a test sees of a platform: people on one side, our adapter on the other
``on_slack on_teams on_desk``  a scene on each, over the strict fakes and a real store
"""
