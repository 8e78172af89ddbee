#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random faults against the daemon, and after each the question whether the routes are right.

faults.sh runs this in h1, which has eth0 and eth1 with the daemon as host and eth2 without it; r1 is at
the other end of each cable. On ethK the subnet is 10.0.K.0/24, h1 is .200, and r1 answers ARP for .1 to
.127 and for nothing else. 10.255.K.1 lies behind r1, and is what the daemon asks the routers of ethK for,
ten times a second. What is right says reference(), which shares nothing with src/. Random choices
depend on the seed and on what is modelled here, never on time, so that a seed repeats itself.
"""
import collections
import contextlib
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time

SEED, STEPS, RDISC, PEER, TMP = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:6]
PATIENCE = 5.0  # seconds; a second repair of the same route takes one
BASE, RANGE, INELIGIBLE = 4096, 16384, -(1 << 31)
ANSWERING, SILENT = range(1, 7), range(130, 133)
SHAPES = ("best", "ladder", "single")
BROKEN = ("--bad-checksum", "--code 16", "--entry-size 1", "--num-addrs 9", "--length 31", "--length 7")
FOREIGN = [  # what others may have behind "default", and where
    ("eth0", "via 10.0.0.1 dev eth0 proto static metric 10"),
    ("eth0", "via 10.0.0.9 dev eth0 proto static metric 4096"),
    ("eth0", "via 10.0.0.130 dev eth0 proto dhcp metric 4097"),
    ("eth0", "via 10.0.0.2 dev eth0 proto ra metric 100"),
    ("eth1", "via 10.0.1.1 dev eth1 proto dhcp metric 4098"),
    ("eth1", "dev eth1 proto static metric 4096"),
    ("eth2", "via 10.0.2.1 dev eth2 proto ra metric 4096"),
    ("eth2", "via 10.0.2.1 dev eth2 proto ra metric 4097"),
    ("eth2", "dev eth2 proto ra metric 4099"),
    ("none", "proto static metric 4096"),  # a blackhole
]
Route = collections.namedtuple("Route", "gateway dev metric")  # one of ours
rng = random.Random(SEED)
notes = []  # what this step has done


class Failure(Exception):
    pass


def ip(words, may_fail=False):
    if " show " not in words:
        notes.append("ip " + words)
    done = subprocess.run(["ip", *words.split()], capture_output=True, text=True)
    if done.returncode == 0:
        return done.stdout
    if not may_fail:
        raise Failure(f"ip {words}: {done.stderr.strip()}")


def show(routes):
    return ", ".join(f"{r.gateway} dev {r.dev} metric {r.metric}" for r in sorted(routes)) or "none"


def line(foreign):  # as ip(8) prints it
    scope = "link" if foreign[1].startswith("dev") else "global"
    words = re.sub("proto [a-z]+", rf"table main \g<0> scope {scope}", foreign[1])
    return ("blackhole" if foreign[0] == "none" else "unicast") + " default " + words


class Link:
    def __init__(self, number):
        self.number, self.name, self.other = number, f"eth{number}", False
        self.up = self.carrier = self.address = self.way_out = True

    def near(self):  # are its routers neighbours?
        return self.up and self.address

    def hears(self):
        return self.near() and self.carrier

    def target(self):
        return f"10.255.{self.number}.1"


class World:
    def __init__(self):
        self.links = [Link(0), Link(1)]
        self.known, self.foreign = {}, []  # (link, last number) -> preference; of FOREIGN
        with open(f"{TMP}/rdisc.conf", "w") as conf:
            for link in self.links:
                conf.write(f"interface {link.name} {{ check-target = {link.target()}  check-interval = 0.1\n"
                           "  check-failures = 2  check-successes = 2 }\n")
                ip(f"-n r1 route add local {link.target()} dev lo")
        self.shape = SHAPES[SEED % len(SHAPES)]
        self.ours, self.used = frozenset(), None  # after the last step; shape single: gateway and dev
        self.removed = set()  # by this step's faults: routes, and devices with all their routes
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.log, self.witness_out = open(f"{TMP}/rdisc.err", "w"), open(f"{TMP}/witness.out", "w+")
        self.witness = subprocess.Popen([PEER, "watch"], stdout=self.witness_out)
        self.seen, self.read_to = {}, 0
        self.resume(False)

    def send(self, link, entries, lifetime=1800, more=""):
        notes.append(f"{link.name}: {' '.join(entries)} lifetime {lifetime} {more}".strip())
        words = f"netns exec r1 {PEER} advertise -i {link.name} --lifetime {lifetime} {more}".split()
        subprocess.run(["ip", *words, *(w for e in entries for w in ("--router", e))],
                       stderr=subprocess.DEVNULL)  # fails if the cable is out

    def advertise(self, link, entries, lifetime=1800):
        self.send(link, [f"10.0.{link.number}.{n}/{p}" for n, p in entries], lifetime)
        for n, p in entries if link.hears() else []:
            self.known.pop((link, n), None)
            if lifetime > 1:  # one of a second is waited for
                self.known[link, n] = p

    # ---- the daemon ----

    def state(self):
        with open(f"/proc/{self.daemon.pid}/stat") as f:
            return f.read().rsplit(")", 1)[1].split()[0]

    def idle(self):
        """Has the daemon taken all there is to take, and waits for more?"""
        if self.daemon.poll() is not None:
            raise Failure(f"the daemon has ended with {self.daemon.returncode}")
        if self.state() != "S":
            return False
        links = [os.readlink(f.path) for f in os.scandir(f"/proc/{self.daemon.pid}/fd")]
        inodes = {s[8:-1] for s in links if s.startswith("socket:[")}
        with open("/proc/net/netlink") as netlink, open("/proc/net/raw") as raw:
            rows = [row.split() for row in [*netlink, *raw]]  # in both the fifth tells what is queued
        queued = [int(row[4].split(":")[-1], 16) for row in rows if row[9] in inodes]
        return len(queued) >= 3 and not any(queued)

    def await_(self, what, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise Failure(f"not within {PATIENCE} s: {what}")
            time.sleep(0.002)

    def recorded(self):
        with open("/run/rdisc/state") as f:
            found = re.findall(r"iface=(\S+) ifindex=\S+ address=(\S+) preference=(\S+)", f.read())
        return sorted(found) == sorted((link.name, f"10.0.{link.number}.{n}", str(p))
                                       for (link, n), p in self.known.items())

    def resume(self, recorded):
        """A new daemon; then the routers speak, which have been known and which have not."""
        words = f"-t -s -f --install {self.shape} --config {TMP}/rdisc.conf"
        notes.append(f"rdisc {words}")
        self.daemon = subprocess.Popen([RDISC, *words.split()], stderr=self.log)
        self.await_("the daemon is ready", self.idle)
        for link in self.links:
            mine = [(n, p) for (l, n), p in self.known.items() if l is link]
            if link.hears():
                self.advertise(link, rng.sample(mine, len(mine)))
                gone = [n for n in (*ANSWERING, *SILENT) if (link, n) not in self.known]
                self.advertise(link, [(n, 0) for n in gone], 0)
            elif not (recorded and link.address):
                for n, _ in mine:
                    del self.known[link, n]

    # ---- what is, and what should be ----

    def kernel(self):
        """Ours, and everybody else's default routes as ip(8) prints them."""
        ours, others = set(), []
        for text in ip("-4 -d route show table all").splitlines():
            words = text.replace(" linkdown", "").split()
            if words[1] != "default":
                continue
            get = dict(zip(words[2::2], words[3::2]))
            route = Route(get.get("via"), get.get("dev"), int(get.get("metric", 0)))
            if (route.gateway and get["proto"] == "ra" and route.dev in ("eth0", "eth1") and
                    BASE <= route.metric < BASE + RANGE and "mtu" not in get):
                ours.add(route)
            else:
                others.append(" ".join(words))
        return frozenset(ours), sorted(others)

    def leads_out(self, foreign):
        link = next((l for l in self.links if l.name == foreign[0]), None)
        last = re.match(r"via [0-9.]*\.([0-9]+) ", foreign[1])
        dead = last and int(last[1]) in SILENT and (link, int(last[1])) in self.known
        return foreign[0] != "none" and not dead and (not link or (link.up and link.carrier))

    def ladder(self, keys, first, metrics):
        """The metric of each of the keys below the first."""
        steps = sorted({self.known[k] for k in keys if k != first}, reverse=True)
        return lambda key: metrics[0 if key == first else 1 + steps.index(self.known[key])]

    def reference(self):
        """All the sets of routes of ours that are right."""
        near = {k: p for k, p in self.known.items() if p != INELIGIBLE and k[0].near()}
        answering = {k: p for k, p in near.items() if k[0].carrier and k[1] in ANSWERING}
        alive = {k: p for k, p in answering.items() if k[0].way_out}
        taken = {int(words.split()[-1]) for _, words in self.foreign}
        metrics = [m for m in range(BASE, BASE + 50) if m not in taken]

        def routes(keys, metric=lambda key: metrics[0]):
            return frozenset(Route(f"10.0.{k[0].number}.{k[1]}", k[0].name, metric(k)) for k in keys)

        if not alive and any(map(self.leads_out, self.foreign)):
            return [frozenset()]
        if answering and not alive:  # none leads out: the one in use when that was noticed
            return [routes([k]) for k in answering]
        some = alive or near  # all dead: the best one rather than none
        best = [k for k, p in some.items() if p == max(some.values())]
        if alive and self.shape in ("best", "ladder"):
            # The first, whichever of the best it is, has its metric alone.
            all_of = best if self.shape == "best" else alive
            return [routes(all_of, self.ladder(all_of, first, metrics)) for first in best]
        # One of the best. A silent one that was tried meanwhile excuses a change.
        if alive and not any(p >= max(alive.values()) for k, p in near.items() if k not in alive):
            best = [k for k in best if (f"10.0.{k[0].number}.{k[1]}", k[0].name) == self.used] or best
        return [routes([k]) for k in best] or [frozenset()]

    def poke(self):
        """Traffic, so that the kernel finds out who answers."""
        for link, n in self.known:
            if link.hears():
                with contextlib.suppress(OSError):
                    self.udp.sendto(b"", (f"10.0.{link.number}.{n}", 9))

    def read_witness(self):
        """Our routes by the notifications, and whether there was a moment without any."""
        with open(self.witness_out.name) as f:
            text, gap = f.read()[self.read_to:].rpartition("\n")[0], False
        self.read_to += len(text)
        pattern = r" (new|del|gone) default via (\S+) dev (eth[01]) metric (\d+) proto 9 table 254(.*)"
        for what, gateway, dev, metric, rest in re.findall(pattern, text):
            if not BASE <= int(metric) < BASE + RANGE:
                continue
            self.seen.pop((gateway, dev, metric, rest), None)
            if what == "new":
                self.seen[gateway, dev, metric, rest] = Route(gateway, dev, int(metric))
            gap = gap or not self.seen
        return frozenset(self.seen.values()), gap

    def settle(self):
        began, pokes, gap = time.monotonic(), 0, False
        should = sorted(map(line, self.foreign))
        if self.used and any(self.used[1] in (r, getattr(r, "dev", None)) for r in self.removed):
            self.used = None
        right = self.reference()
        while True:
            if time.monotonic() >= began + 0.05 * pokes:
                self.poke()
                pokes += 1
            idle = self.idle()  # before the look: what it has done by now must be right
            ours, others = self.kernel()
            seen, moment = self.read_witness()
            gap = gap or moment
            if idle and others == should and ours in right and seen == ours:
                break
            if time.monotonic() > began + PATIENCE:
                known = " ".join(f"10.0.{k[0].number}.{k[1]}/{p}" for k, p in self.known.items())
                raise Failure(f"not within {PATIENCE} s, install {self.shape}, known {known}\n"
                              f"foreign are {others}\n  should be {should}\n"
                              f"ours are {show(ours)}; seen {show(seen)}; the daemon is idle: {idle}\n"
                              f"  should be {' or '.join(map(show, right))}")
            time.sleep(0.002)
        if gap and ours and any(r not in self.removed and r.dev not in self.removed for r in self.ours):
            raise Failure(f"a moment without a route of ours; before {show(self.ours)}; after {show(ours)}")
        self.ours = ours
        self.used = next(((r.gateway, r.dev) for r in ours), None) if self.shape == "single" else None

    # ---- faults ----

    def speak(self, numbers, preferences, lifetime=1800):
        chosen = rng.sample(numbers, rng.randint(1, 3))
        self.used = None if lifetime == 1 else self.used  # they may be the best for a moment
        self.advertise(rng.choice(self.links), [(n, rng.choice(preferences)) for n in chosen], lifetime)

    def lie(self, how=""):
        link = rng.choice(self.links)
        k, other = link.number, 1 - link.number
        bad = [f"10.0.{k}.0", f"10.0.{k}.255", f"10.0.{k}.200", f"10.0.{other}.200", f"10.0.{other}.5",
               "0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "203.0.113.1"]
        bad = [f"10.0.{k}.{n}" for n in ANSWERING] if how else bad
        self.send(link, [a + "/1000" for a in rng.sample(bad, 3)], rng.choice((0, 1800)), how)

    def lose(self, name):  # the kernel drops all routes there
        self.removed.add(name)
        self.foreign = [f for f in self.foreign if f[0] != name]

    def toggle(self, what, times=1):
        """A link goes "up" or down on our side, or loses or gets its "carrier" from the other."""
        link, side = rng.choice(self.links), "-n r1 " if what == "carrier" else ""
        if times == 2 and not link.up:  # the best router may be there for a moment
            self.removed |= {"eth0", "eth1"}
        for _ in range(times):
            setattr(link, what, not getattr(link, what))
            ip(f"{side}link set dev {link.name} {'up' if getattr(link, what) else 'down'}")
            if what == "up":
                self.lose(link.name)
        if link.up and link.carrier:  # until it has settled the routers speak in vain
            self.await_("carrier", lambda: all("state UP" in ip(f"-n {ns} link show dev {link.name}")
                                               for ns in ("r1", "h1")))

    def way_out(self):
        """What lies behind the routers of a link is lost, or there again."""
        link = rng.choice(self.links)
        link.way_out = not link.way_out
        ip(f"-n r1 route {'add' if link.way_out else 'del'} local {link.target()} dev lo")

    def address(self):  # that in the routers' subnet, or another one
        link = rng.choice(self.links)
        second = "address" if rng.random() < 0.6 else "other"
        there = not getattr(link, second)
        setattr(link, second, there)
        ip(f"addr {'add' if there else 'del'} 10.{0 if second == 'address' else 9}.{link.number}.200/24"
           f" dev {link.name}")
        if not link.address and not link.other:
            self.lose(link.name)

    def others(self):
        """A foreign route comes, goes, or takes the place of another one of its metric."""
        chosen = rng.choice(FOREIGN)
        link = next((l for l in self.links if l.name == chosen[0]), None)
        metric = int(chosen[1].split()[-1])
        words = ("blackhole default " if chosen[0] == "none" else "default ") + chosen[1]
        there = [f for f in self.foreign if f[1].endswith(f" {metric}")]
        replace = chosen[0] != "none" and rng.random() < 0.3
        if chosen in self.foreign:
            ip(f"route del {words}")
            self.foreign.remove(chosen)
        elif not link or (link.near() if "via" in chosen[1] else link.up and (link.address or link.other)):
            replace = replace and len(there) + sum(r.metric == metric for r in self.ours) == 1
            ip(f"route {'replace' if replace else rng.choice(('append', 'prepend'))} {words}")
            if replace:
                self.removed |= {r for r in self.ours if r.metric == metric}
                self.foreign = [f for f in self.foreign if f not in there]
            self.foreign.append(chosen)

    def meddle(self):
        """Somebody deletes a route of ours, or changes it, or adds what looks like it."""
        for route in rng.sample(sorted(self.ours), min(1, len(self.ours))):
            alone = sum(r.metric == route.metric for r in self.ours) == 1
            how = rng.choice(("del", "prepend", "append", "replace" if alone else "del"))
            words = f"route {how} default via {route.gateway} dev {route.dev} proto ra metric {route.metric}"
            words += "" if how == "del" else " mtu 1300"
            if ip(words, may_fail=True) is not None and how in ("del", "replace"):
                self.removed.add(route)

    def flush(self):
        name = rng.choice(("eth0", "eth1", "eth2", ""))
        while ip("route flush exact 0/0 proto ra" + (f" dev {name}" if name else ""), may_fail=True) is None:
            pass  # it stumbles over routes that the daemon moves meanwhile
        self.foreign = [f for f in self.foreign if "proto ra" not in f[1] or name not in ("", f[0])]
        self.removed |= {r for r in self.ours if name in ("", r.dev)}

    def some_of(self, faults, least, most):
        for what in rng.choices(faults, k=rng.randint(least, most)):
            what(self)

    def restart(self, how):
        """Things may happen before it runs again, perhaps with another shape."""
        crash = how == signal.SIGKILL
        calm = not crash or (all(link.hears() for link in self.links) and rng.random() < 0.5)
        if not calm:
            self.await_("the state file has all that is known", self.recorded)
        notes.append(how.name)
        self.daemon.send_signal(how)
        self.daemon.wait()
        self.some_of(World.KERNEL, 0, 0 if calm else 2)
        self.removed |= set() if crash else {"eth0", "eth1"}
        if not crash or rng.random() < 0.3:
            self.shape, self.used = rng.choice(SHAPES), None
        self.resume(not calm)

    def sleep(self):
        """The machine sleeps through a lot. It learns of links first, whatever the order was."""
        self.daemon.send_signal(signal.SIGSTOP)
        self.await_("the daemon sleeps", lambda: self.state() == "T")
        self.some_of(World.KERNEL, 1, 3)
        self.some_of((World.lie, World.FAULTS["speak"][1], World.FAULTS["withdraw"][1]), 0, 3)
        self.daemon.send_signal(signal.SIGCONT)

    KERNEL = (lambda w: w.toggle("up"), lambda w: w.toggle("up", 2), lambda w: w.toggle("carrier"),
              address, others, others, meddle)
    FAULTS = {  # how often, and what
        "speak": (20, lambda w: w.speak(ANSWERING, (-5, 0, 0, 5, 10))),
        "withdraw": (8, lambda w: w.speak(ANSWERING, (0,), 0)),
        "short life": (1, lambda w: w.speak(ANSWERING, (7,), 1)),
        "no default router": (2, lambda w: w.speak(ANSWERING, (INELIGIBLE,))),
        "black hole": (4, lambda w: w.speak(SILENT, (-9, 0, 20))),
        "lie": (5, lie), "malformed": (5, lambda w: w.lie(rng.choice(BROKEN))),
        "link": (5, KERNEL[0]), "flap": (6, KERNEL[1]), "cable": (5, KERNEL[2]), "address": (8, address),
        "way out": (6, way_out),
        "others": (18, others), "meddle": (3, meddle), "flush": (1, flush), "sleep": (4, sleep),
        "reload": (2, lambda w: w.daemon.send_signal(signal.SIGHUP)),
        "crash": (6, lambda w: w.restart(signal.SIGKILL)),
        "restart": (2, lambda w: w.restart(signal.SIGTERM))}


def main():
    w, history, began, counts = World(), collections.deque(maxlen=30), time.monotonic(), collections.Counter()
    for step in range(1, STEPS + 1):
        name = rng.choices(list(World.FAULTS), [weight for weight, _ in World.FAULTS.values()])[0]
        counts[name] += 1
        notes.clear()
        w.removed = set()
        try:
            World.FAULTS[name][1](w)
            w.settle()
            history.append(f"{step} {name}: " + "; ".join(notes))
        except Failure as error:
            print("The last steps:", *history, f"{step} {name}: " + "; ".join(notes), sep="\n  ")
            print(f"seed {SEED}, step {step}, fault {name}: {error}")
            print(f"To see it again: RDISC_SEED={SEED} RDISC_STEPS={step} tests/netns/faults.sh")
            sys.exit(1)
    w.daemon.terminate()
    w.daemon.wait()
    if w.kernel() != (frozenset(), sorted(map(line, w.foreign))):
        sys.exit("after SIGTERM there is a route of ours, or a foreign one is not there")
    print(f"seed {SEED}: {STEPS} faults in {time.monotonic() - began:.1f} s: " +
          ", ".join(f"{n} {name}" for name, n in counts.most_common()))


main()
