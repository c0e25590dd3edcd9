"""What a supervisor counts. Pure: rows in, figures out; every formula stands here once.

`daily` is what the day's digest shows, `case` one ticket as rows have it, `tally` the formulas.
"""

from bot.domain.figures.daily import Figures, Row, Share, count, overdue_since

__all__ = ["Figures", "Row", "Share", "count", "overdue_since"]
