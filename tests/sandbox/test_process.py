"""The sandbox as a process of its own, which outlives a bot that is killed."""

import asyncio
import json
import sys
from pathlib import Path

import aiohttp

WORLD = {
    "people": [
        {"id": 1001, "first_name": "王姐", "started": True},
        {"id": 1002, "first_name": "小李", "blocked_bot": True},
    ],
    "chats": [{"id": -1001, "title": "秦庄随手报", "members": [1001], "type": "supergroup"}],
}


async def run(*arguments):
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )


async def test_it_says_where_it_is_serves_its_world_and_ends_when_asked(tmp_path: Path):
    world = tmp_path / "world.json"
    world.write_text(json.dumps(WORLD), "utf-8")
    process = await run("--world", str(world), "--token", "7:SECRET", "--now", "2026-11-21T09:00+08:00")
    assert process.stdout is not None
    base = (await process.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{base}/bot7:SECRET/sendMessage", params={"chat_id": "-1001", "text": "x"}) as response:
            assert (await response.json())["result"]["chat"]["type"] == "supergroup"
        async with session.get(f"{base}/bot7:SECRET/sendMessage", params={"chat_id": "1002", "text": "x"}) as response:
            assert response.status == 403
        async with session.get(f"{base}/people/pending") as response:
            assert await response.json() == {"pending": 0, "requests": 2}
        async with session.get(f"{base}/people/state") as response:
            assert (await response.json())["now"].startswith("2026-11-21T01:00:0")
    process.terminate()
    assert await process.wait() == 0


async def test_a_bad_world_is_a_usage_error_that_names_the_file(tmp_path: Path):
    world = tmp_path / "world.json"
    for content in ("{", '{"people": [{"name": "x"}]}', '{"chats": [{"id": 5, "title": "x"}]}'):
        world.write_text(content)
        process = await run("--world", str(world))
        _, stderr = await process.communicate()
        assert process.returncode == 2
        assert b"world.json" in stderr
        assert b"Traceback" not in stderr
