"""Benchmarks: what the house can do, measured beside the bot one would write first. Never timed tests."""
