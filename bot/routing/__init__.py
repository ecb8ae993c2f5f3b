"""Routing: from the live chat card's option to the pools that are asked, and who stands for them when. Pure.

``resolve``       option, facts and site rules in, terms of the conversation out
``site_rules``    the snapshot of a site that this is judged by: settings, rules, accounts, teams, hours
``rules``         custom rules, in their order
``conditions``    what rules, cards and targeting ask; judged by ``facts``, typed in ``condition_words``
``accounts``      the agent or team of an e-mail's domain
``pools``         the names of pools, and to which of them an agent belongs
``availability``  override or schedule: does an agent stand for new conversations, and until when?
``hours``         schedules and holidays over the year's odd days; typed in ``hours_words`` and ``holiday_words``

The atomic pick itself is a script of the store.
"""
