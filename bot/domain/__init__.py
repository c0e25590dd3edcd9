"""DECIDE: plain values in, plain values out. No database, no Telegram, no clock, no logging, no randomness."""
