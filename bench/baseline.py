"""The least that an HTTP service on a database can be: aiohttp, a pool, and a function that returns what it is given.

Run as a process of its own, `python -m bench.baseline URL`; prints where it listens.
"""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web
from psycopg_pool import AsyncConnectionPool

POOL_SIZE = 8


async def main(database_url: str) -> None:
    """Serve until the process is ended."""
    async with AsyncConnectionPool(
        database_url, min_size=POOL_SIZE, max_size=POOL_SIZE, open=False, kwargs={"autocommit": True}
    ) as pool:

        async def answer(request: web.Request) -> web.Response:
            body = await request.text()
            async with pool.connection() as connection:
                cursor = await connection.execute("select bench.answer(%s::jsonb)::text", [body], prepare=True)
                row = await cursor.fetchone()
            return web.Response(text=row[0] if row else "", content_type="application/json")

        app = web.Application()
        app.router.add_post("/", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(f"http://127.0.0.1:{site.port}", flush=True)  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
