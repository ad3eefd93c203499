"""The real az, resident: its modules are imported once, and every command runs in a process forked for it alone.

Usage: PYTHON resident.py SOCKET [--log FILE] [--cloud URL]

PYTHON is that of the folder in which `.ci/install-az` put az. What a command does is what `python -m azure.cli` does with the
same arguments, environment, folder and open files, at the cost of a fork instead of that of importing a thousand modules:
the code of `azure/cli/__main__.py` runs unchanged in the forked process, and nothing of it comes back but the names of the modules
that it imported, which the resident process then imports itself, for the commands to come.

One liberty is taken, and it is the only one: while a long operation goes on, az looks every half a second whether it is
done, here more often (`SHORT`).

`client.py` is the other end. With `--log`, each command is one line of JSON: arguments, exit code, seconds; it is written before
whoever asked gets the code, so a script that has ended finds all of its own. The request `--settled` is answered when nothing
runs any more: after a script that was ended from outside. With `--cloud`,
the folder that AZURE_CONFIG_DIR names is made first, for the stand-in at that address. Standard input must be a pipe; its
end is the end of the resident process and of every command that runs.
"""
import argparse
import gc
import importlib
import importlib.util
import json
import os
import selectors
import signal
import socket
import struct
import sys
import threading
import time

import config

sys.path.pop(0)  # az finds what it would find without this folder

# What every command needs; the others are learnt.
FIRST = ("azure.cli.core", "azure.cli.core.commands")
SHORT = 0.01
# The arguments of who asks whether anything runs.
SETTLED = ["--settled"]
# Set at import time from it: a command with another one would not get it.
CONFIG = "AZURE_CONFIG_DIR"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("socket")
    parser.add_argument("--log")
    parser.add_argument("--cloud")
    given = parser.parse_args()
    path = given.socket
    log = open(given.log, "a", encoding="utf-8") if given.log else None
    if given.cloud:
        config.write(os.environ[CONFIG], given.cloud)
    code = preload()
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(64)
    gc.collect()
    gc.freeze()  # or a collection in a forked process would copy everything
    print("ready", flush=True)
    Resident(listener, code, log).serve()


def preload():
    """Imports what every command needs; answers the code of `python -m azure.cli`."""
    for name in FIRST:
        importlib.import_module(name)
    shorten_sleeps()
    spec = importlib.util.find_spec("azure.cli.__main__")
    return spec.loader.get_code("azure.cli.__main__")


def shorten_sleeps():
    """az looks every half a second whether a long operation is done, the first time before it has begun."""
    from azure.cli.core.commands import LongRunningOperation

    LongRunningOperation._delay = lambda self: time.sleep(SHORT)


class Resident:
    def __init__(self, listener, code, log):
        self.listener, self.code, self.log = listener, code, log
        self.selector = selectors.DefaultSelector()
        self.commands = {}  # process id: what runs there
        self.waiting = []  # who wants to know when nothing runs

    def serve(self):
        self.selector.register(self.listener, selectors.EVENT_READ, self.accept)
        # Whoever started this holds its standard input open, and closes it in whatever way it ends.
        self.selector.register(sys.stdin.fileno(), selectors.EVENT_READ, self.leave)
        while True:
            for key, _ in self.selector.select():
                # What came before it in this round may have ended it.
                if self.selector.get_map().get(key.fd) is key:
                    key.data()

    def leave(self):
        if not os.read(sys.stdin.fileno(), 4096):
            for pid in self.commands:
                os.kill(pid, signal.SIGKILL)
            sys.exit(0)

    def accept(self):
        connection, _ = self.listener.accept()
        try:
            request, files = receive(connection)
        except (OSError, ValueError):
            connection.close()  # the client was ended before it had said all
            return
        if request[1] == SETTLED:
            for file in files:
                os.close(file)
            self.waiting.append(connection)
            self.settle()
            return
        if threading.active_count() > 1:
            raise RuntimeError("a module that was imported started a thread, and a fork would lose it")
        # The forked process keeps `done` open as long as it lives; what it writes there are the modules that it imported.
        done, learnt = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(done)
            self.selector.close()
            self.listener.close()
            connection.close()
            run(self.code, *request, files, learnt)
        os.close(learnt)
        for file in files:
            os.close(file)
        self.commands[pid] = Command(self, pid, request[1], connection, done)


    def settle(self):
        """Answers who waits, where nothing runs."""
        while self.waiting and not self.commands:
            answer(self.waiting.pop(), 0)


class Command:
    """One that runs."""

    def __init__(self, resident, pid, arguments, connection, done):
        self.resident, self.pid, self.arguments = resident, pid, arguments
        self.connection, self.done = connection, done
        self.began, self.modules = time.monotonic(), b""
        resident.selector.register(connection, selectors.EVENT_READ, self.forsaken)
        resident.selector.register(done, selectors.EVENT_READ, self.ended)

    def forsaken(self):
        """Whoever asked for it was ended: so is the command, as if it had been that process itself."""
        self.resident.selector.unregister(self.connection)
        os.kill(self.pid, signal.SIGKILL)

    def ended(self):
        part = os.read(self.done, 65536)
        if part:
            self.modules += part
            return
        resident = self.resident
        resident.selector.unregister(self.done)
        os.close(self.done)
        _, status = os.waitpid(self.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        code = code if code >= 0 else 128 - code
        if resident.log:
            seconds = round(time.monotonic() - self.began, 3)
            line = {"arguments": self.arguments, "code": code, "seconds": seconds}
            resident.log.write(json.dumps(line) + "\n")
            resident.log.flush()
        if self.connection in [key.fileobj for key in resident.selector.get_map().values()]:
            resident.selector.unregister(self.connection)
        answer(self.connection, code)
        del resident.commands[self.pid]
        resident.settle()
        learn(self.modules.decode().split())


def answer(connection, code):
    try:
        connection.sendall(b"%d" % code)
    except OSError:
        pass  # whoever asked was ended
    connection.close()


def learn(names):
    """Imports what a command had to import, so that the next one has it."""
    names = [name for name in names if name not in sys.modules]
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:  # a module that is no module of its own, or that a command alone may import
            pass
    if names:
        gc.collect()
        gc.freeze()


def receive(connection):
    """The folder, the arguments and the environment of a command, and its three open files."""
    room = socket.CMSG_SPACE(3 * 4)
    data, ancillary, _, _ = connection.recvmsg(1 << 20, room)
    files = [file for _, _, found in ancillary for file in struct.unpack(f"{len(found) // 4}i", found)]
    try:
        length, data = data.split(b"\0", 1)
        while len(data) < int(length):
            part = connection.recv(1 << 20)
            if not part:
                raise ValueError("cut off")
            data += part
        count, folder, *rest = data.split(b"\0")
        arguments, environment = rest[: int(count)], rest[int(count) + 1 :]
        pairs = dict(pair.split(b"=", 1) for pair in environment)
        if len(files) != 3:
            raise ValueError("three files are needed")
    except ValueError:
        for file in files:
            os.close(file)
        raise
    return (folder, [os.fsdecode(argument) for argument in arguments], pairs), files


def run(code, folder, arguments, environment, files, learnt):
    """In the forked process: one command, from its beginning to its end.

    Python's own files stay what they are, because modules may have kept them; only what they lead to is the command's.
    """
    status = 1
    try:
        ours = os.environ.get(CONFIG)
        os.chdir(folder)
        os.environb.clear()
        os.environb.update(environment)
        for number, file in enumerate(files):
            os.dup2(file, number)
            if file > 2:
                os.close(file)
        if os.environ.get(CONFIG) != ours:
            sys.stderr.write(f"az: the resident az was started with another {CONFIG}\n")
            os._exit(70)
        sys.argv = ["az", *arguments]
        before = set(sys.modules)
        namespace = {"__name__": "__main__", "__file__": code.co_filename, "__builtins__": __builtins__}
        try:
            exec(code, namespace)
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        except BaseException:
            import traceback

            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        names = " ".join(sorted(set(sys.modules) - before, key=list(sys.modules).index))
        os.write(learnt, names.encode()[:60000])
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
