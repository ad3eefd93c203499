"""`python3 tests/stand-in`: starts the server, and says on one line where it is."""

import argparse
import os
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import certificate  # noqa: E402
from journal import Journal  # noqa: E402
from routes import Plane  # noqa: E402
from server import Server  # noqa: E402
from store import Store  # noqa: E402


def main():
    parser = argparse.ArgumentParser(prog="stand-in", description="A stand-in for Azure Resource Manager on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--folder", help="where certificate and key are written; a temporary one by default")
    parser.add_argument("--plain", action="store_true", help="http, for clients that send a token without TLS")
    parser.add_argument("--secret", default="", help="the IDENTITY_HEADER that a token costs; empty: none")
    parser.add_argument("--log", help="a file that gets a line for each request")
    parser.add_argument("--control", action="store_true", help="a second port without TLS, for the tests themselves")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input ends")
    options = parser.parse_args()
    folder = options.folder
    temporary = None
    if not options.plain and folder is None:
        temporary = tempfile.TemporaryDirectory(prefix="stand-in-")
        folder = temporary.name
    if folder:
        os.makedirs(folder, exist_ok=True)
    paths = None if options.plain else certificate.write(folder)
    server = Server(("127.0.0.1", options.port), Plane(Store()), Journal(options.log), options.secret, paths)
    said = [server.url, *(paths[:1] if paths else [])]
    if options.control:
        control = Server(("127.0.0.1", 0), server.plane, server.journal, options.secret)
        threading.Thread(target=control.serve_forever, daemon=True).start()
        said.append(control.url)
    print(*said, flush=True)
    if options.until_eof:
        threading.Thread(target=end_with_input, args=(server,), daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.05)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        if temporary:
            temporary.cleanup()


def end_with_input(server):
    """A test that is killed leaves no server behind."""
    while sys.stdin.buffer.read(4096):
        pass
    server.shutdown()


main()
