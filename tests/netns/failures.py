#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs one life of the daemon again and again, and each time something else fails it (tests/failures/failing.c).

failures.sh runs this. In slot K the daemon is the host hK, and this program speaks for the routers
192.0.2.1 and .2 in rK. A life: start, learn, be looked at, switch, reload twice, lose one to its lifetime,
end. Each reload asks for more memory than the one before, and is repeated until it is in force.
What a failure costs must come back by itself, since routers repeat themselves and operators, too.
"""
import collections
import concurrent.futures
import ctypes
import json
import os
import queue
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

SLOTS, FAILING, TMP, SEED, WHAT = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]
KINDS = ("memory", "call", "answer")
BUDGET = 12.0  # seconds, for some
PATIENCE = 15.0  # seconds, until what failed has come back
FOREIGN = [("9", 20000), ("9", 4100), ("9", 100)]
NETNS = 0x40000000  # CLONE_NEWNET
libc = ctypes.CDLL(None, use_errno=True)


class Failure(Exception):
    pass


def in_namespace(name, act):
    with open("/proc/self/ns/net") as here, open(f"/run/netns/{name}") as there:
        libc.setns(there.fileno(), NETNS)
        try:
            return act()
        finally:
            libc.setns(here.fileno(), NETNS)


def open_sender():
    s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("192.0.2.1"))
    return s


def advertisement(lifetime, routers):
    def message(checksum):
        return struct.pack("!BBHBBH", 9, 0, checksum, len(routers), 2, lifetime) + b"".join(
            socket.inet_aton(f"192.0.2.{n}") + struct.pack("!i", p) for n, p in routers)
    words = sum(struct.unpack(f"!{len(message(0)) // 2}H", message(0)))
    while words >> 16:
        words = (words & 0xffff) + (words >> 16)
    return message(~words & 0xffff)


class Slot:
    """Two namespaces, for one life at a time."""

    def __init__(self, number):
        self.number, self.name = number, f"h{number}"
        self.sender = in_namespace(f"r{number}", open_sender)
        self.holder = in_namespace(self.name, lambda: subprocess.Popen(["sleep", "infinity"]))
        self.run = f"/run/failures.{number}"
        self.config, self.log = f"{TMP}/failures.{number}.conf", f"{TMP}/life.{number}.err"

    def configure(self, metric):
        with open(self.config, "w") as f:
            f.write(f"routes {{ metric = {metric} install = single  max-routers = {metric // 10} }}\n"
                    "interface eth0 { role = host  check-target = router  check-interval = 0.2 }\n")

    def routes(self):
        """The default routes: the last number of the gateway, and the metric."""
        found = []
        with open(f"/proc/{self.holder.pid}/net/route") as f:
            for row in f.readlines()[1:]:
                words = row.split()
                if words[1] == "00000000":
                    found.append((str(int(words[2], 16) >> 24), int(words[6])))
        return found

    def ours(self):
        routes = self.routes()
        if [r for r in FOREIGN if r not in routes]:
            raise Failure(f"a foreign route is lost: {routes}")
        return [r for r in routes if r not in FOREIGN]

    def said(self):
        with open(self.log, errors="replace") as f:
            return f.read()

    def ended(self):
        return self.daemon.poll() is not None

    # ---- one life ----

    def repeat(self, what, act, done, every=0.25):
        """Does it until it is done; False: the daemon has ended meanwhile."""
        deadline, again = time.monotonic() + PATIENCE, 0.0
        while not self.ended():
            now = time.monotonic()
            if now >= again:
                act()
                again = now + every
            if done():
                return True
            if now > deadline:
                raise Failure(f"not within {PATIENCE} s: {what}; routes {self.routes()}")
            time.sleep(0.01)
        return False

    def hear(self, lifetime, *routers):
        self.sender.sendto(advertisement(lifetime, routers), ("224.0.0.1", 0))

    def ask(self):
        """What the control socket answers, or None."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:
            s.settimeout(1.0)
            try:
                s.connect(f"{self.run}/control")
                s.send(b'{"command": "everything"}')
                data = s.recv(1 << 17)
                return json.loads(data) if data else None  # dropped
            except OSError:
                return None
            except ValueError as error:
                raise Failure(f"the control socket does not speak JSON: {error}")

    def look(self):
        self.answer = self.ask()

    def live(self):
        self.daemon.send_signal(0)
        if not self.repeat("start", lambda: None, lambda: "interface in use" in self.said()):
            return False
        steps = (
            ("learn", lambda: self.hear(1800, (1, 0)), [("1", 4096)], 0.25),
            ("switch", lambda: self.hear(1800, (1, 0), (2, 10)), [("2", 4096)], 0.25),
            ("reload", lambda: self.reload(5000), [("2", 5000)], 1.5),
            ("reload again", lambda: self.reload(6000), [("2", 6000)], 1.5),
            ("expire", lambda: self.hear(1, (2, 10)), [("2", 6000)], 9),
            ("expired", lambda: self.hear(1800, (1, 0)), [("1", 6000)], 0.5),
        )
        for what, act, right, every in steps:
            if not self.repeat(what, act, lambda: self.ours() == right, every):
                return False
            if what == "learn" and "cannot reach this daemon" not in self.said():
                if not self.repeat("look", self.look, lambda: self.answer is not None):
                    return False
                if "error" in self.answer and "failing:" not in self.said():
                    raise Failure(f"asked, it answers {self.answer}")
        return True

    def reload(self, metric):
        self.configure(metric)
        self.daemon.send_signal(signal.SIGHUP)

    def end(self):
        if not self.ended():
            self.daemon.send_signal(signal.SIGTERM)
        try:
            return self.daemon.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise Failure("does not end")

    def check(self, lived, status):
        said = self.said()
        told = [line for line in said.splitlines() if not line.startswith("failing:")]
        if re.search("Sanitizer|runtime error:|refused by the filter", said) or status not in (0, 1):
            raise Failure(f"ended with {status}")
        if lived and status != 0:
            raise Failure(f"lived, but ended with {status}")
        if not lived and not (status == 1 and told and ": " in told[-1]):
            raise Failure(f"ended with {status}, and said nothing of why")
        if not lived and "started version" in said:
            raise Failure("ended after the start")
        if self.ours():
            raise Failure(f"routes are left: {self.ours()}")

    def life(self, fault):
        """Which call failed, or None if there are not so many; and how many there were."""
        self.configure(4096)
        shutil.rmtree(self.run, ignore_errors=True)
        os.mkdir(self.run)
        os.chmod(self.run, 0o777)
        environment = dict(os.environ, RDISC_FAIL=fault, RUNTIME_DIRECTORY=self.run)
        words = ["ip", "netns", "exec", self.name, FAILING, "-t", "--config", self.config]
        with open(self.log, "w") as log:
            self.daemon = subprocess.Popen(words, stderr=log, env=environment)
        try:
            lived = self.live()
            self.check(lived, self.end())
        except Failure as error:
            if not self.ended():
                self.daemon.kill()
                self.daemon.wait()
            for n, metric in [r for r in self.routes() if r not in FOREIGN]:
                subprocess.run(["ip", "-n", self.name, "route", "del", "default", "via", f"192.0.2.{n}",
                                "metric", str(metric)], check=False)
            return f"{fault}: {error}\n    " + self.said().replace("\n", "\n    ")
        failed = re.search("failing: \\S+ \\d+, (\\S+)", self.said())
        total = re.search("failing: (\\d+) of ", self.said())
        return failed and failed[1], int(total[1]) if total else 0


def choose(totals):
    """All there may be, lives being of different length; the kinds in turn, in an order of the seed."""
    rng, turns = random.Random(SEED), []
    for kind in KINDS:
        numbers = list(range(1, totals[kind] * 5 // 4 + 1))
        rng.shuffle(numbers)
        turns += [(i, f"{kind}:{n}") for i, n in enumerate(numbers)]
    return [fault for _, fault in sorted(turns)]


def main():
    slots, free = [Slot(i) for i in range(1, SLOTS + 1)], queue.Queue()
    for slot in slots:
        free.put(slot)
    began, deadline, failures, reached = time.monotonic(), None, [], collections.Counter()

    def run(fault):
        if deadline and time.monotonic() > deadline:
            return None
        slot = free.get()
        try:
            return slot.life(fault)
        finally:
            free.put(slot)

    with concurrent.futures.ThreadPoolExecutor(SLOTS) as pool:
        if ":" in WHAT:
            faults = [WHAT]
        else:
            results = list(pool.map(run, [f"{kind}:0" for kind in KINDS]))
            broken = [r for r in results if isinstance(r, str)]
            if broken:
                sys.exit("without any failure: " + broken[0])
            totals = {kind: r[1] for kind, r in zip(KINDS, results)}
            print("a life: " + ", ".join(f"{n} of {kind}" for kind, n in totals.items()))
            faults = choose(totals)
            deadline = None if WHAT == "all" else time.monotonic() + BUDGET
        for result in pool.map(run, faults):
            if isinstance(result, str):
                failures.append(result)
            elif result:
                reached[result[0] or "not reached"] += 1
    for slot in slots:
        slot.holder.kill()
        slot.holder.wait()
    print(f"seed {SEED}: {sum(reached.values())} failures in {time.monotonic() - began:.1f} s: " +
          ", ".join(f"{n} {name}" for name, n in reached.most_common()))
    if failures:
        print(*failures, sep="\n")
        print("To see one again: RDISC_FAILURES=KIND:N tests/netns/failures.sh")
        sys.exit(1)


main()
