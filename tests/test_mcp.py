"""`serve --mcp`: an assistant that speaks the Model Context Protocol can list our tools and call them."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from summarizer.web.settings import Settings
from tests.web_server import serving

pytest.importorskip("mcp.client.streamable_http", reason="needs the mcp extra")


async def asked(url: str, call: str, arguments: dict[str, Any]) -> tuple[set[str], Any]:
    """The names of a server's tools, and the answer of the one that is called."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async with streamablehttp_client(url) as (receive, send, _), ClientSession(receive, send) as session:
        await session.initialize()
        names = {tool.name for tool in (await session.list_tools()).tools}
        return names, await session.call_tool(call, arguments)


def test_an_assistant_finds_the_tools_and_calls_them() -> None:
    with serving(settings=Settings(presets=("fake",), mcp=True)) as site:
        names, answer = asyncio.run(
            asked(f"{site.url}/gradio_api/mcp/", "translate", {"text": "وصل الوفد.\nعاد الوفد عام 2014."})
        )
    assert names == {"digest", "translate"}
    said = answer.content[0].text
    assert not answer.isError
    assert "2014" in said
    assert said.count("\n") == 1


def test_without_the_option_there_are_no_tools() -> None:
    with serving() as site:
        assert httpx.post(f"{site.url}/gradio_api/mcp/", json={}).status_code == 404
