"""What a supervisor counts. Pure: rows in, figures out; every formula stands here once.

case        one ticket as rows have it, and one whistle
judgement   what is said of one ticket: timely, fixed, open, overdue
pause       when it was set aside, out of its history
tally       what many of them add up to, and how they lie apart: by kind, building, hour, person
sums        the same for lists without end, one ticket after the other
share       parts of a whole, averages, changes
"""
