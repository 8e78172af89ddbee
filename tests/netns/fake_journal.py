#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The journal's end of its native protocol, for journal.sh: fake_journal.py SOCKET

Prints each datagram as one line, with its fields between bars. Where a field is no KEY=value it says so.
"""
import os
import re
import socket
import sys

path = sys.argv[1]
os.makedirs(os.path.dirname(path), exist_ok=True)
if os.path.exists(path):
    os.unlink(path)
journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
journal.bind(path)
os.chmod(path, 0o666)  # as journald's
print("ready", flush=True)
while True:
    data = journal.recv(65536).decode("ascii")
    fields = data.split("\n")
    whole = fields.pop() == "" and all(re.fullmatch("[A-Z][A-Z_]*=[ -~]*", f) for f in fields)
    print("" if whole else "broken ", "|", "|".join(fields), "|", sep="", flush=True)
