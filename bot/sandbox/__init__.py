"""A Telegram of our own to try the bot on: the Bot API and the people who use it, in memory, on 127.0.0.1 only.

    server ─▶ people (their HTTP side)   ─▶ town ─▶ voices, gates ─▶ world ─▶ chats, files, updates, changes
           └▶ methods (the Bot API) ─▶ sending, media, editing, rooms, profile ─┘
It knows nothing of the bot it serves: any Bot API client may talk to it.
"""
