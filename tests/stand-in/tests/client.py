"""A client of the stand-in, and the server for it: one process per test class."""

import json
import os
import ssl
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
S = "/subscriptions/00000000-0000-0000-0000-000000000001"
RG = S + "/resourceGroups/rg"
NET = RG + "/providers/Microsoft.Network"
VMSS = RG + "/providers/Microsoft.Compute/virtualMachineScaleSets"


class Server:
    """The stand-in as a process of its own, the way its users start it."""

    def __init__(self, *options):
        started = time.monotonic()
        command = [sys.executable, ROOT, "--until-eof", *options]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline().split()
        self.seconds = time.monotonic() - started
        self.url = line[0]
        self.certificate = line[1] if len(line) > 1 else None
        context = ssl.create_default_context(cafile=self.certificate) if self.certificate else None
        handlers = [urllib.request.ProxyHandler({})]
        if context:
            handlers.append(urllib.request.HTTPSHandler(context=context))
        self.opener = urllib.request.build_opener(*handlers)
        self.token = None

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def request(self, method, path, body=None, headers=None, raw=None):
        """(status, answer, headers)."""
        data = raw if raw is not None else json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(
            self.url + path.replace(" ", "%20"), data=data, method=method, headers=headers or {}
        )
        try:
            with self.opener.open(request, timeout=120) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None, dict(answer.headers)
        except urllib.error.HTTPError as answer:
            text = answer.read()
            return answer.code, json.loads(text) if text else None, dict(answer.headers)

    def arm(self, method, path, body=None, api="2024-11-01", raw=None):
        """A request of the management plane, with a token."""
        if self.token is None:
            self.token = self.request("GET", "/msi/token?resource=x&api-version=2019-08-01")[1]["access_token"]
        mark = "&" if "?" in path else "?"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return self.request(method, f"{path}{mark}api-version={api}", body, headers, raw)


class Case(unittest.TestCase):
    """A test class with a server; every test starts from an empty world with one group."""

    options = ("--plain",)

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.options)

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def setUp(self):
        self.server.request("POST", "/_stand-in/reset")
        self.must("PUT", RG, {"location": "eastus"})

    def arm(self, method, path, body=None, api="2024-11-01"):
        return self.server.arm(method, path, body, api)

    def must(self, method, path, body=None, api="2024-11-01"):
        """A request that succeeds; the answer is its body."""
        status, answer, _ = self.arm(method, path, body, api)
        self.assertLess(status, 300, f"{method} {path}: {answer}")
        return answer

    def refused(self, code, method, path, body=None, status=None):
        """A request that is refused with this code."""
        got, answer, _ = self.arm(method, path, body)
        self.assertGreaterEqual(got, 400, f"{method} {path} was accepted")
        self.assertEqual(answer["error"]["code"], code, answer)
        if status:
            self.assertEqual(got, status)
        return answer["error"]["message"]

    def deploy(self, template, name="main", base=RG, parameters=None, **more):
        """Deploy a template; the answer is (state, record)."""
        properties = {"template": template, "parameters": parameters or {}, "mode": "Incremental"}
        path = f"{base}/providers/Microsoft.Resources/deployments/{name}"
        status, answer, _ = self.arm("PUT", path, {"properties": properties, **more})
        if status != 201:
            return status, answer
        record = self.must("GET", path)
        return record["properties"]["provisioningState"], record

    def state(self):
        return self.server.request("GET", "/_stand-in/state")[1]
