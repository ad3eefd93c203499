"""HTTP: one port for the management plane, the identity endpoint and the controls of the tests."""

import http.server
import json
import ssl
import sys
import traceback
import uuid
from urllib.parse import parse_qsl, unquote, urlsplit

import control
import tokens
from arm.loose_json import loads
from trouble import NotModelled, Refusal


class Server(http.server.ThreadingHTTPServer):
    """The server; `plane` and `journal` are what its handlers work on."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address, plane, journal, secret, certificate=None):
        super().__init__(address, Handler)
        self.plane, self.journal, self.secret = plane, journal, secret
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            # the handshake is left to the thread of the connection: a silent client must not hold up the others
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
            self.scheme = "https"

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        """Broken connections are the client's affair."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, ssl.SSLError, TimeoutError)):
            traceback.print_exc()


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = 300
    disable_nagle_algorithm = True

    def log_message(self, *_):
        """The journal keeps what matters."""

    def respond(self):
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        query = {}
        for key, value in parse_qsl(parts.query, keep_blank_values=True):
            query[key.lower()] = value
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length) if length else b""
        if path.startswith("/_stand-in"):
            status, answer, headers = control.answer(self.server, self.command, path, query, raw)
            self.send(status, answer, headers)
            return
        if path.rstrip("/") in ("/msi/token", "/metadata/identity/oauth2/token"):
            self.send(*self.token(query))
            return
        body = None
        headers = {}
        store, reads = self.server.plane.store, self.command in ("GET", "HEAD")
        before = None if reads else control.fingerprint(store)
        try:
            body = loads(raw) if raw.strip() else None
            if not tokens.is_ours(self.headers.get("Authorization")) and not path.lower().startswith(
                ("/metadata", "/vmaliases")
            ):
                raise Refusal(
                    401,
                    "AuthenticationFailed",
                    "Authentication failed. The 'Authorization' header is missing or invalid.",
                )
            status, answer, headers = self.server.plane.answer(self.command, path, query, body, self.server.url)
        except ValueError as error:
            status, answer = (
                400,
                Refusal(
                    400,
                    "InvalidRequestContent",
                    f"The request content was invalid and could not be deserialized: '{error}'.",
                ).body(),
            )
        except Refusal as refusal:
            status, answer = refusal.status, refusal.body()
        except NotModelled as unknown:
            status, answer = 501, {
                "error": {"code": "NotModelled", "message": f"the stand-in does not model {unknown}"}
            }
        except Exception as error:  # a fault of the stand-in must be seen, and must not pass for an answer of Azure
            traceback.print_exc()
            status, answer = 501, {"error": {"code": "StandInFault", "message": f"{type(error).__name__}: {error}"}}
        sent = raw.decode("utf-8", "replace") if body is None and raw else body
        changed = not reads and control.fingerprint(store) != before
        self.server.journal.note(self.command, path, query, sent, status, answer if status >= 400 else None, changed)
        self.send(status, answer, headers)

    def token(self, query):
        if (
            self.server.secret
            and self.headers.get("X-IDENTITY-HEADER") != self.server.secret
            and self.headers.get("Metadata") != "true"
        ):
            return 401, {"error": {"code": "Unauthorized", "message": "X-IDENTITY-HEADER is missing or wrong"}}, {}
        return 200, tokens.issue(query.get("resource", self.server.url)), {}

    def send(self, status, answer, headers=None):
        data = b"" if answer is None else json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("x-ms-request-id", str(uuid.uuid4()))
        self.send_header("x-ms-correlation-request-id", str(uuid.uuid4()))
        if status != 204:
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = do_HEAD = respond
