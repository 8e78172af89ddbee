#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Answers like the daemon's control socket: fake_control.py SOCKET DIRECTORY.

A request for a command gets the packets that are the lines of DIRECTORY/COMMAND, as they are (so they
may be anything). After them the connection stays, unless the last line is "hangup". Every request is
printed. A line "sleep SECONDS" waits."""
import json
import os
import socket
import sys
import threading
import time


def answer(connection, directory):
    while True:
        request = connection.recv(65536)
        if not request:
            return
        print(request.decode(), flush=True)
        name = json.loads(request)["command"]
        with open(os.path.join(directory, name), "rb") as file:
            for line in file.read().splitlines():
                if line == b"hangup":
                    connection.close()
                    return
                if line.startswith(b"sleep "):
                    time.sleep(float(line[6:]))
                else:
                    connection.send(line)


listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
listener.bind(sys.argv[1])
listener.listen()
print("ready", flush=True)
while True:
    threading.Thread(target=answer, args=(listener.accept()[0], sys.argv[2]), daemon=True).start()
