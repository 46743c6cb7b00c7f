"""``quizrnn --web`` serves the interface on the loopback address, to its own page alone."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys

import pytest

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def served(tmp_path):
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "quizrnn", "--lang", "en", "--web", "--port", str(port)],
        env={**os.environ, "QUIZRNN_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
    yield f"127.0.0.1:{port}"
    server.send_signal(signal.SIGINT)
    assert server.wait(20) in (0, 130)
    server.stdout.close()


async def read_until(socket_, wanted):
    seen = b""
    while wanted not in seen:
        message = await asyncio.wait_for(socket_.receive(), 40)
        assert message.type == aiohttp.WSMsgType.BINARY, (message, seen[-300:])
        seen += message.data
    return seen


async def test_the_interface_is_drawn_and_its_keys_work(served):
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://{served}/") as page:
            assert page.status == 200
            assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        for headers in ({"Host": "elsewhere.example"}, {"Origin": "http://elsewhere.example"}):
            async with session.get(f"http://{served}/ws", headers=headers) as refused:
                assert refused.status == 403
        own = {"Origin": f"http://{served}"}
        async with session.ws_connect(f"http://{served}/ws?width=80&height=24", headers=own) as window:
            await read_until(window, b"Coding drills")
            await window.send_json(["stdin", "d"])
            await read_until(window, b"rnn-cell-forward")
            await window.send_json(["stdin", "\x11"])


def test_a_taken_port_is_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = subprocess.run(
            [sys.executable, "-m", "quizrnn", "--lang", "en", "--web", "--port", str(port)],
            env={**os.environ, "QUIZRNN_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert run.returncode == 2
    assert run.stderr.startswith(f"quizrnn: port {port} cannot be used")
    assert run.stderr.count("\n") == 1


def test_without_the_extra_the_remedy_is_named(tmp_path):
    code = (
        "import sys; sys.modules['textual_serve'] = None; from quizrnn.cli.main import main; main(['--web'])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "QUIZRNN_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 2
    assert "pip install 'quizrnn[web]'" in run.stderr
    assert run.stderr.count("\n") == 1
