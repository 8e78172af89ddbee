#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Clients of the control socket that behave badly, for control_hostile.sh.

control_clients.py SOCKET mute         asks to follow, and never reads
control_clients.py SOCKET flood        asks and asks for everything, reads nothing
control_clients.py SOCKET junk SEED    sends what is no request, reads and drops the answers
control_clients.py SOCKET late FILE    follows; reads on only when FILE is there, up to its end
"""
import json
import os
import random
import socket
import sys
import time

path, kind = sys.argv[1:3]
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.connect(path)


def ask(request):
    s.send(json.dumps(request).encode())


def mute():
    ask({"command": "events", "follow": True})
    print("ready", flush=True)
    while True:
        time.sleep(3600)


def flood():
    print("ready", flush=True)
    while True:
        try:
            ask({"command": "everything"})
        except BrokenPipeError:
            print("dropped", flush=True)
            return


def junk(seed):
    rng = random.Random(int(seed))
    good = json.dumps({"command": "events", "follow": False, "version": 1}).encode()
    s.setblocking(False)
    print("ready", flush=True)
    for _ in range(20000):
        text = bytearray(good * rng.choice([1, 1, 1, 200]))
        for _ in range(rng.randrange(1, 6)):
            text[rng.randrange(len(text))] = rng.randrange(256)
        try:
            s.send(text)
        except BlockingIOError:
            pass
        try:
            while True:
                if not s.recv(1 << 17):
                    sys.exit("dropped")
        except BlockingIOError:
            pass
    print("done", flush=True)


def late(name):
    ask({"command": "events", "follow": True})
    packet = json.loads(s.recv(1 << 17))
    while packet.get("more"):
        packet = json.loads(s.recv(1 << 17))
    seq = packet["daemon"]["events"]["seq"] if "daemon" in packet else None
    print("ready", flush=True)
    while not os.path.exists(name):
        time.sleep(0.05)
    last = int(open(name).read())
    events = lost = 0
    while seq is None or seq < last:
        packet = json.loads(s.recv(1 << 17))
        if packet["type"] == "lost":
            lost += packet["count"]
            seq = None if seq is None else seq + packet["count"]
            continue
        if seq is not None and packet["seq"] != seq + 1:
            sys.exit(f"event {packet['seq']} after {seq}")
        seq = packet["seq"]
        events += 1
    print(f"events={events} lost={lost}", flush=True)


{"mute": mute, "flood": flood, "junk": junk, "late": late}[kind](*sys.argv[3:])
