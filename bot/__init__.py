"""Qianshao (前哨): a rider's report becomes a ticket, and somebody answers for it.

domain decides · services do · telegram_io talks · loops run · app builds

telegram_io/polling → services/inbox → services/intake → services/tickets → services/outbox → telegram_io/sending
"""
