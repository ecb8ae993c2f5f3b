"""What is counted of dialogues and chats, by day, and how it is told.

``measures``   the words for what is counted, and the buckets into which times are put
``figures``    what was counted of something in some days, and what follows: rates, means, medians
``periods``    today, week, 2026-11, FROM..TO: which days
``tables``     reports as rows of words, for chats, the terminal and CSV

Counting happens inside each commit: see bot/conversation/counting.py. A day is one of the site's time zone.
"""

from __future__ import annotations

from bot.statistics.figures import Figures, Spread
from bot.statistics.measures import Count, Of, Time
from bot.statistics.periods import Period


__all__ = ["Count", "Figures", "Of", "Period", "Spread", "Time"]
