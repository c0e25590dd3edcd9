"""What a supervisor counts. Pure: rows in, figures out; every formula stands here once.

case        one ticket as rows have it, and one whistle
judgement   what is said of one ticket: timely, fixed, open, overdue
tally       what many of them add up to, and how they lie apart: by kind, building, hour, person
share       parts of a whole, averages, changes
"""
