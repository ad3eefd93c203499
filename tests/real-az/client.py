"""`az` on PATH, where a resident az serves: hands its arguments, environment, folder and open files over, ends with its code.

Started as `python -SEI client.py SOCKET ARGUMENTS...`; it imports nothing that is not built in, as it starts thousands of times.
"""
import os
import sys
from _socket import AF_UNIX, SCM_RIGHTS, SOCK_STREAM, SOL_SOCKET, socket

connection = socket(AF_UNIX, SOCK_STREAM)
connection.connect(sys.argv[1])
parts = [os.getcwdb(), *map(os.fsencode, sys.argv[2:]), b""]
parts += [name + b"=" + value for name, value in os.environb.items()]
# Arguments and environment hold no NUL byte; an empty argument is told from the end of the arguments by the count.
request = b"%d\0" % (len(sys.argv) - 2) + b"\0".join(parts)
request = b"%d\0" % len(request) + request
files = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
sent = connection.sendmsg([request], [(SOL_SOCKET, SCM_RIGHTS, files)])
if sent < len(request):  # who is answered at once may be alone again by now
    connection.sendall(request[sent:])
answer = connection.recv(16)
if not answer:
    sys.stderr.write("az: the resident az is gone\n")
sys.exit(int(answer) if answer else 70)
