"""DO: one file per step of a report's life. Each works inside a transaction it was given and asks nobody the time."""
