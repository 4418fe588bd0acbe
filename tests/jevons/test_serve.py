"""`jevons serve`: the lines of docs/api.md are answered, and what is not loopback is refused."""

import json
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jevons.cli.serve import _is_loopback
from jevons.market.scenario import Scenario
from jevons.runs.store import write_ensemble
from jevons.studies.forecast import forecast

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
README = Path(__file__).parents[2] / "README.md"
WRITTEN = "http://127.0.0.1:8000"
JEVONS = (sys.executable, "-c", "from jevons.cli import app; app()")


def curl_lines(document: Path = DOCUMENT) -> list[str]:
    """Every curl command in the fenced shell blocks of a document, on one line each."""
    blocks = re.findall(r"^```sh\n(.*?)^```", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    commands = re.split(r"^(?=curl )", "".join(blocks).replace("\\\n", " "), flags=re.MULTILINE)
    return [command for command in commands if command.startswith("curl ")]


def status_of(command: str, server: str) -> int:
    """The status of the answer to a curl command of the document, asked of this server."""
    words = shlex.split(command.replace(WRITTEN, server))
    if shutil.which("curl"):
        done = subprocess.run(
            [*words, "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--max-time", "60"],
            capture_output=True,
            text=True,
            check=True,
        )
        return int(done.stdout)
    options = dict(zip(words[2::2], words[3::2], strict=True))
    header = dict([options["-H"].split(": ", 1)]) if "-H" in options else {}
    body = options["-d"].encode() if "-d" in options else None
    with urllib.request.urlopen(urllib.request.Request(words[1], body, header), timeout=60) as answer:
        return int(answer.status)


def ended(process: subprocess.Popen[str], by: signal.Signals) -> tuple[int, str]:
    """The exit code and the last words of a process that is asked to end."""
    process.send_signal(by)
    _, said = process.communicate(timeout=30)
    return process.returncode, said


def started(*options: str) -> tuple[subprocess.Popen[str], str]:
    """A server on a free port, and its address as it tells it."""
    process = subprocess.Popen(
        [*JEVONS, "serve", "--port", "0", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.match(r"Jevons answers at (http://\S+) ", line)
    if found is None:
        process.kill()
        pytest.fail(line + process.communicate()[1])
    return process, found[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that knows an ensemble of three small worlds."""
    small = Scenario(name="small", users=500, end="2027-01", base_month="2026-03", target_month="2026-12")
    folder = write_ensemble(forecast(small, runs=3, workers=1), tmp_path_factory.mktemp("stored") / "small")
    process, address = started("--results", str(folder))
    yield address
    code, said = ended(process, signal.SIGTERM)
    assert code == 128 + signal.SIGTERM
    assert "Traceback" not in said


def test_the_document_has_a_line_for_every_route() -> None:
    lines = curl_lines()
    for route in ("runs", "answer", "explain/", "history", "scenarios", "parameters", "schema"):
        assert any(f"{WRITTEN}/v1/{route}" in line for line in lines), route
    assert any(f"{WRITTEN}/healthz" in line for line in lines)
    assert len(lines) == 11


@pytest.mark.parametrize("line", curl_lines(), ids=lambda line: " ".join(line.split())[:60])
def test_every_curl_line_of_the_document_is_answered(server: str, line: str) -> None:
    assert status_of(line, server) == 200


@pytest.mark.parametrize("line", curl_lines(README), ids=lambda line: " ".join(line.split())[:60])
def test_every_curl_line_of_the_readme_is_answered(server: str, line: str) -> None:
    assert status_of(line, server) == 200


def test_every_route_of_the_document_is_described_and_the_other_way_round(server: str) -> None:
    with urllib.request.urlopen(f"{server}/openapi.json", timeout=30) as answer:
        described = set(json.load(answer)["paths"])
    text = DOCUMENT.read_text(encoding="utf-8")
    told = set(re.findall(r"`(?:GET|POST) (/\S+?)`", text)) - {"/docs", "/openapi.json"}
    assert described <= told
    assert {path for path in told if path != "/v1/explain"} == described


def test_the_problem_of_the_document_is_the_one_that_is_told(server: str) -> None:
    (written,) = re.findall(r"^```json\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    body = json.dumps({"overrides": {"prices.rivalry": 2}}).encode()
    asked = urllib.request.Request(f"{server}/v1/runs", body, {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(asked, timeout=30)
    with caught.value as error:
        assert error.headers["content-type"] == "application/problem+json"
        assert json.load(error) == json.loads(written)


def test_no_header_tells_what_serves(server: str) -> None:
    with urllib.request.urlopen(f"{server}/healthz", timeout=30) as answer:
        assert "server" not in {name.lower() for name in answer.headers}


def test_it_ends_quietly_at_an_interruption(tmp_path: Path) -> None:
    process, address = started("--results", str(tmp_path / "none"))
    with urllib.request.urlopen(f"{address}/healthz", timeout=30) as answer:
        assert answer.status == 200
    code, said = ended(process, signal.SIGINT)
    assert code == 0
    assert "Traceback" not in said
    assert "No ensemble in " in said
    assert said.endswith("Ended.\n")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_is_loopback(host: str) -> None:
    assert _is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "10.0.0.1", "example.org", "", "127.0.0.1.example"])
def test_other_addresses_are_refused_without_leave(refused: Callable[..., str], host: str) -> None:
    said = refused("serve", "--host", host)
    assert said.startswith(f"--host {host}: is not loopback, and there is no authentication; allowed are 127.0.0.1")
    assert "--allow-remote" in said


def test_with_leave_it_listens_where_it_is_told() -> None:
    process, address = started("--host", "0.0.0.0", "--allow-remote")
    try:
        port = int(address.rpartition(":")[2])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
            assert answer.status == 200
    finally:
        ended(process, signal.SIGINT)


def test_a_port_in_use_is_refused_before_anything_is_loaded(refused: Callable[..., str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        start = time.perf_counter()
        said = refused("serve", "--port", port)
    assert said == (
        f"--port {port}: cannot listen on 127.0.0.1: address already in use; name another, or 0 for one that is free"
    )
    assert time.perf_counter() - start < 1.0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--port", "-1"), "--port: -1 is outside 0 to 65535"),
        (("--port", "65536"), "--port: 65536 is outside 0 to 65535"),
        (("--port", "web"), "Invalid value for '--port'"),
        (("--host", "no.such.host.invalid", "--allow-remote"), "--host no.such.host.invalid: is no address"),
        (("--host", "192.0.2.1", "--allow-remote"), "cannot listen on 192.0.2.1: "),
    ],
)
def test_what_makes_no_sense_is_refused(refused: Callable[..., str], asked: tuple[str, ...], said: str) -> None:
    assert said in refused("serve", *asked)


def test_results_that_are_a_file_are_refused(refused: Callable[..., str], folder: Path) -> None:
    (folder / "mine").write_text("", encoding="utf-8")
    assert refused("serve", "--results", "mine") == (
        "--results mine: is a file; name a folder as `jevons forecast` stores it"
    )
