#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Asks a host for an echo every 20 ms, whether there is a route to it or not, until it is ended.

echoes.py ADDRESS

Prints a line for each question when its fate is known, after a second at most: when it was sent, in
milliseconds of the witnesses' clock, and "answered" or "lost".
"""

import select
import socket
import struct
import sys
import time

INTERVAL = 0.02
PATIENCE = 1.0
IDENTIFIER = 0x5244
ICMP_ECHO = 8
ICMP_ECHOREPLY = 0


def checksum(octets):
    words = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    words = (words >> 16) + (words & 0xFFFF)
    return ~(words + (words >> 16)) & 0xFFFF


def echo(number):
    head = struct.pack("!BBHHH", ICMP_ECHO, 0, 0, IDENTIFIER, number)
    return struct.pack(
        "!BBHHH", ICMP_ECHO, 0, checksum(head), IDENTIFIER, number
    )


def answered(packet):
    """The number of the question that this packet answers, or None."""
    kind, _, _, identifier, number = struct.unpack_from("!BBHHH", packet, 20)
    if (kind, identifier) != (ICMP_ECHOREPLY, IDENTIFIER):
        return None
    return number


def tell(sent, fate):
    print(f"{sent * 1000:.3f} {fate}", flush=True)


def main(address):
    ask = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    open_questions = {}
    number = 0
    due = time.monotonic()
    while True:
        now = time.monotonic()
        for old in [n for n, t in open_questions.items() if t + PATIENCE < now]:
            tell(open_questions.pop(old), "lost")
        if now >= due:
            number = (number + 1) & 0xFFFF
            open_questions[number] = now
            due = now + INTERVAL
            try:
                ask.sendto(echo(number), (address, 0))
            except OSError:
                pass  # no route: lost, when its time is up
        if select.select([ask], [], [], max(0, due - time.monotonic()))[0]:
            sent = open_questions.pop(answered(ask.recv(2048)), None)
            if sent is not None:
                tell(sent, "answered")


main(sys.argv[1])
