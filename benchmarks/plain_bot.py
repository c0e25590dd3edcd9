"""The bot one would write first: python-telegram-bot's handlers, httpx, aiosqlite, one commit a message.

The same work as the house's main way, without its promises: photo in, ticket stored, file looked up, photo to the
gridworker, a line to the rider.
"""

import asyncio
import time

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.telegram import TOKEN, workers


class Base(DeclarativeBase):
    """The plain bot's only table."""


class PlainTicket(Base):
    """A ticket."""

    __tablename__ = "plain_ticket"
    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int]
    sender_id: Mapped[int]
    words: Mapped[str]
    file_id: Mapped[str]


async def measure(address: str, path: str, reports: int) -> tuple[float, float]:
    """Handle all reports; return seconds of wall clock and of CPU."""
    engine: AsyncEngine = create_async_engine(f"sqlite+aiosqlite:///{path}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    done = asyncio.Event()
    handled = 0

    async def take(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        nonlocal handled
        message = update.effective_message
        assert message is not None
        assert message.from_user is not None
        async with engine.begin() as connection:
            await connection.exec_driver_sql("PRAGMA synchronous=FULL")
            await connection.execute(
                select(PlainTicket.id).where(PlainTicket.sender_id == message.from_user.id).limit(1)
            )
            row: dict[str, object] = {"chat_id": message.chat_id, "sender_id": message.from_user.id}
            row |= {"words": message.caption or "", "file_id": message.photo[-1].file_id}
            number = (await connection.execute(insert(PlainTicket).returning(PlainTicket.id), row)).scalar_one()
        await context.bot.get_file(message.photo[-1].file_id)
        for worker in workers(-1001 - message.chat_id):
            await context.bot.send_photo(worker, message.photo[-1].file_id, caption=f"#{number} {message.caption}")
        await message.reply_text(f"#{number}")
        handled += 1
        if handled == reports:
            done.set()

    application = (
        Application.builder().token(TOKEN).base_url(f"{address}/bot").base_file_url(f"{address}/file/bot").build()
    )
    application.add_handler(MessageHandler(filters.PHOTO, take))
    await application.initialize()
    await application.start()
    assert application.updater is not None
    wall, cpu = time.perf_counter(), time.process_time()
    await application.updater.start_polling()
    await done.wait()
    spent = time.perf_counter() - wall, time.process_time() - cpu
    await application.updater.stop()
    await application.stop()
    await application.shutdown()
    await engine.dispose()
    return spent
