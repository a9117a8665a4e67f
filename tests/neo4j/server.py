"""A real Neo4j on this machine: started on free loopback ports with files of its own, ended by process id.

    python -m tests.neo4j.server start | stop | status        # `make neo4j`, `make neo4j-stop`

It is made for tests: quick to start and to stop (C1 only, serial GC, small heap, no quiet period), slower at long work.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from graph.neo4j.connection import Login
from tests.neo4j.distribution import NotToBeHad, cache_directory, jars, java_for, pinned_version

USER, DATABASE = "neo4j", "neo4j"
READY_SECONDS = 180  # it takes 5; a machine at work on other things may need many times that
STOP_SECONDS = 60

QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData")
FLAGS = (
    "-XX:-OmitStackTraceInFastThrow",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dio.netty.leakDetection.level=DISABLED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-Dlog4j2.disable.jmx=true",
    "-Dfile.encoding=UTF-8",
)
"""What the distribution's own configuration gives the JVM, less its choice of a garbage collector."""

INHERITED = ("JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "HEAP_SIZE")
"""Variables that would change the JVM's options behind our back."""


class Neo4jServer:
    """One Neo4j, not yet started. Raises NotToBeHad where there is no Java for it or its jars cannot be fetched.

    home        folder of its own: configuration, data, logs; a server made anew over the same folder needs `password`
    version     of Neo4j; the default is the one that pom.xml pins
    heap, page_cache   as Neo4j writes them
    is_quick    start in seconds; False gives the JVM its own compiler and garbage collector, for measuring
    has_browser    serve HTTP, and Neo4j Browser there
    settings    further lines of neo4j.conf
    """

    def __init__(
        self,
        home: Path,
        *,
        version: str = "",
        heap: str = "512m",
        page_cache: str = "128m",
        is_quick: bool = True,
        has_browser: bool = False,
        settings: Mapping[str, str] | None = None,
        password: str = "",
    ) -> None:
        self.version = version or pinned_version()
        self.home = home.resolve()
        self.heap = heap
        self.page_cache = page_cache
        self.is_quick = is_quick
        self.settings = dict(settings or {})
        self.user = USER
        self.password = password or secrets.token_hex(24)  # no dash in front, which neo4j-admin takes for an option
        self.java = java_for(self.version)
        self.lib = jars(self.version)
        self.bolt_port, self.http_port = free_ports(2)
        self.has_browser = has_browser
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"bolt://127.0.0.1:{self.bolt_port}"

    @property
    def login(self) -> Login:
        return Login(url=self.url, user=self.user, password=self.password, database=DATABASE)

    @property
    def browser_url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}/browser/" if self.has_browser else ""

    @property
    def pid(self) -> int:
        if self._process is None:
            raise NotToBeHad("This Neo4j is not running.")
        return self._process.pid

    @property
    def console(self) -> Path:
        return self.home / "logs" / "console.log"

    def __enter__(self) -> Neo4jServer:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, over the data that is there, and wait until Bolt answers."""
        is_fresh = not (self.home / "data" / "databases").exists()
        for folder in ("conf", "data", "logs", "import", "plugins", "run", "licenses"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        lines = (f"{name}={value}\n" for name, value in self._configuration().items())
        (self.home / "conf" / "neo4j.conf").write_text("".join(lines), "utf-8")
        with self.console.open("ab") as console:
            self._process = subprocess.Popen(
                self._command(*self._flags(), _entry_point(self.lib), *self._folders(), "--console-mode"),
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C ends the tests, which then end it
            )
        try:
            self._await_answer(is_fresh=is_fresh)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Ask it to end, and wait; nothing happens where it does not run."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """kill -9: what it had not yet written is lost; `start` goes on from the files that are there."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def leave(self) -> int:
        """Let it run on when we end, and give its process id."""
        pid = self.pid
        assert self._process
        self._process.returncode = 0  # else Python warns of a child that was not waited for
        self._process = None
        return pid

    def admin(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run neo4j-admin, as in `admin("database", "import", "full", ...)`; most of it wants the server stopped."""
        return subprocess.run(
            self._command(*self._flags(), "org.neo4j.cli.AdminTool", *arguments),
            cwd=self.home,  # where it leaves its reports
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def _configuration(self) -> dict[str, str]:
        folders = {
            f"server.directories.{name}": str(self.home / name) for name in ("data", "logs", "import", "plugins", "run")
        }
        return {
            **folders,
            "server.directories.lib": str(self.lib),
            "server.default_listen_address": "127.0.0.1",
            "server.bolt.enabled": "true",
            "server.bolt.listen_address": f"127.0.0.1:{self.bolt_port}",
            "server.bolt.advertised_address": f"127.0.0.1:{self.bolt_port}",
            "server.bolt.tls_level": "DISABLED",
            "server.http.enabled": str(self.has_browser).lower(),
            "server.http.listen_address": f"127.0.0.1:{self.http_port}",
            "server.http.advertised_address": f"127.0.0.1:{self.http_port}",
            "server.https.enabled": "false",
            "server.memory.heap.initial_size": self.heap,
            "server.memory.heap.max_size": self.heap,
            "server.memory.pagecache.size": self.page_cache,
            "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
            "dbms.security.auth_enabled": "true",
            "dbms.security.auth_lock_time": "0s",  # a test of wrong passwords locks nobody else out
            "dbms.usage_report.enabled": "false",
            "db.tx_log.preallocate": "false",  # 512 MB a server else, of which a test fills next to nothing
            **self.settings,
        }

    def _flags(self) -> tuple[str, ...]:
        return (f"-Xms{self.heap}", f"-Xmx{self.heap}", *(QUICK if self.is_quick else ()), *FLAGS)

    def _folders(self) -> tuple[str, str]:
        return f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"

    def _command(self, *arguments: str) -> list[str]:
        path = os.pathsep.join(str(folder / "*") for folder in (self.home / "plugins", self.home / "conf", self.lib))
        return [str(self.java), "-cp", path, *arguments]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in INHERITED}
        return {**kept, "NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}

    def _await_answer(self, *, is_fresh: bool) -> None:
        assert self._process
        until = time.monotonic() + READY_SECONDS
        while not (self._is_listening() and self._answers(is_fresh=is_fresh)):
            if self._process.poll() is not None:
                raise NotToBeHad(f"Neo4j {self.version} ended while it started: {self._last_words()}")
            if time.monotonic() > until:
                raise NotToBeHad(f"Neo4j {self.version} did not answer within {READY_SECONDS} s.")
            time.sleep(0.03)

    def _is_listening(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.bolt_port), 1).close()
        except OSError:
            return False
        return True

    def _answers(self, *, is_fresh: bool) -> bool:
        try:
            if is_fresh and not (self.home / "has_password").exists():
                # the password that it is born with may do nothing but change itself
                with GraphDatabase.driver(self.url, auth=(USER, "neo4j")) as driver:
                    driver.execute_query(
                        "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password",
                        password=self.password,
                        database_="system",
                    )
                (self.home / "has_password").touch()
            with GraphDatabase.driver(self.url, auth=(self.user, self.password)) as driver:
                driver.execute_query("RETURN 1", database_=DATABASE)
        except (DriverError, Neo4jError):
            return False
        return True

    def _last_words(self) -> str:
        lines = self.console.read_text("utf-8", errors="replace").splitlines()
        errors = [line for line in lines if "ERROR" in line or "Caused by" in line]
        return " ".join((errors or lines)[-3:])[:600]


def free_ports(count: int) -> list[int]:
    """Loopback ports that nobody listens on now. All are held at once, so that no two are the same."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _entry_point(lib: Path) -> str:
    """The main class, which has another name since 2025: ask the jar."""
    for jar in lib.glob("neo4j-[0-9]*.jar"):
        with zipfile.ZipFile(jar) as content:
            if "org/neo4j/server/Neo4jCommunity.class" in content.namelist():
                return "org.neo4j.server.Neo4jCommunity"
    return "org.neo4j.server.CommunityEntryPoint"


# ---- for people: one server a user, its files in the cache, fresh at every start


def own_home() -> Path:
    return cache_directory() / "neo4j-server"


def running() -> dict[str, str] | None:
    """What `start` noted, if the process that it noted is still ours."""
    try:
        noted: dict[str, str] = json.loads((own_home() / "server.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return noted if _is_server_of(int(noted["pid"]), own_home()) else None


def start() -> str:
    if noted := running():
        return "It runs already.\n" + described(noted)
    shutil.rmtree(own_home(), ignore_errors=True)
    server = Neo4jServer(own_home(), heap="1g", page_cache="512m", has_browser=True)
    server.start()
    password_file = server.home / "password"
    noted = {
        "pid": str(server.leave()),
        "version": server.version,
        "url": server.url,
        "browser": server.browser_url,
        "user": server.user,
        "password_file": str(password_file),
    }
    for path, text in ((password_file, server.password), (server.home / "server.json", json.dumps(noted))):
        path.touch(0o600)
        path.write_text(text, "utf-8")
    return described(noted)


def stop() -> str:
    """Raises NotToBeHad where it does not end."""
    noted = running()
    if noted is not None:
        pid = int(noted["pid"])
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        while _is_server_of(pid, own_home()):
            if time.monotonic() > until:
                raise NotToBeHad(f"Neo4j, process {pid}, did not end within {STOP_SECONDS} s; see `kill {pid}`.")
            time.sleep(0.05)
    shutil.rmtree(own_home(), ignore_errors=True)
    return "Neo4j does not run." if noted is None else "Neo4j has ended, and its graph with it."


def described(noted: Mapping[str, str]) -> str:
    return (
        f"Neo4j {noted['version']} is at {noted['url']}, process {noted['pid']}.\n"
        f"Neo4j Browser: {noted['browser']} (user {noted['user']}, the password is in {noted['password_file']})\n"
        "\nTo use it:\n"
        f"  export NEO4J_URI={noted['url']} NEO4J_USERNAME={noted['user']} "
        f"NEO4J_PASSWORD_FILE={noted['password_file']}\n"
        "  citegraph ingest FILE\n"
        "\nTo end it, and its graph with it: make neo4j-stop"
    )


def _is_server_of(pid: int, home: Path) -> bool:
    """Whether the process is a Neo4j over that folder, and no other that was given its number since."""
    if Path("/proc/self").exists():  # a slim container has no ps
        try:
            shown = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return False
    else:
        ps = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
        shown = subprocess.run(ps, capture_output=True, text=True, check=False).stdout
    return f"--home-dir={home.resolve()} " in shown  # of a zombie neither shows the arguments


def main(arguments: list[str]) -> int:
    verbs = {
        "start": start,
        "stop": stop,
        "status": lambda: described(noted) if (noted := running()) else "Neo4j does not run.",
    }
    if len(arguments) != 1 or arguments[0] not in verbs:
        print("usage: python -m tests.neo4j.server start | stop | status", file=sys.stderr)
        return 2
    try:
        print(verbs[arguments[0]]())
    except NotToBeHad as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
