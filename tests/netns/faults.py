#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random faults against the daemon, and after each the question whether the routes are right.

faults.sh runs this in h1, which has eth0 and eth1 with the daemon as host and eth2 without it; r1 is at
the other end of each cable. On ethK the subnet is 10.0.K.0/24, h1 is .200, and r1 answers ARP for .1 to
.127 and for nothing else. What is right says reference(), which shares nothing with src/. Random choices
depend on the seed and on what is modelled here, never on time, so that a seed repeats itself.
"""
import collections
import ctypes
import os
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import time

SEED, STEPS, RDISC, PEER, TMP = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:6]
PATIENCE = 5.0  # seconds; a second repair of the same route takes one
BASE, RANGE, INELIGIBLE = 4096, 16384, -(1 << 31)
ANSWERING, SILENT = range(1, 7), range(130, 133)
SHAPES = ("best", "ladder", "single")
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


def ip(words):
    if " show " not in words:
        notes.append("ip " + words)
    done = subprocess.run(["ip", *words.split()], capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"ip {words}: {done.stderr.strip()}")
    return done.stdout


def show(routes):
    return ", ".join(f"{r.gateway} dev {r.dev} metric {r.metric}" for r in sorted(routes)) or "none"


def command(foreign):
    dev, words = foreign
    return ("blackhole default " if dev == "none" else "default ") + words


def line(foreign):  # as ip(8) prints it
    words = re.sub("proto [a-z]+", r"table main \g<0> scope " +
                   ("link" if foreign[1].startswith("dev") else "global"), foreign[1])
    return ("blackhole default " if foreign[0] == "none" else "unicast default ") + words


class Link:
    def __init__(self, number):
        self.number, self.name, self.other = number, f"eth{number}", False
        self.up = self.carrier = self.address = True

    def near(self):  # are its routers neighbours?
        return self.up and self.address

    def hears(self):
        return self.near() and self.carrier


class World:
    def __init__(self):
        self.links = [Link(0), Link(1)]
        self.known = {}  # (link, last number) -> preference
        self.foreign = []
        self.shape = SHAPES[SEED % len(SHAPES)]
        self.ours, self.used = frozenset(), None  # after the last step; shape single: gateway and dev
        self.removed = set()  # by this step's faults: routes, and devices with all their routes
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.senders = self.open_in("/run/netns/r1")
        self.log = open(f"{TMP}/rdisc.err", "w")
        self.witness_out = open(f"{TMP}/witness.out", "w+")
        self.witness = subprocess.Popen([PEER, "watch"], stdout=self.witness_out)
        self.seen, self.read_to = {}, 0
        self.start()

    def open_in(self, namespace):
        libc = ctypes.CDLL(None)
        with open("/proc/self/ns/net") as own, open(namespace) as other:
            libc.setns(other.fileno(), 0)
            senders = [socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
                       for _ in self.links]
            for link, sender in zip(self.links, senders):
                sender.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, link.name.encode())
            libc.setns(own.fileno(), 0)
        return senders

    def send(self, link, entries, lifetime=1800, code=0, size=2, extra=0, cut=None, flip=0):
        notes.append(f"{link.name}: " + " ".join(f"{a}/{p}" for a, p in entries) + f" lifetime {lifetime}")
        body = b"".join(socket.inet_aton(a) + struct.pack("!i", p) for a, p in entries)
        head = struct.pack("!BBxxBBH", 9, code, len(entries) + extra, size, lifetime)
        total = sum(struct.unpack(f"!{(len(head + body)) // 2}H", head + body))
        total = (total & 0xFFFF) + (total >> 16)
        total = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
        message = head[:2] + struct.pack("!H", total ^ flip) + head[4:] + body
        try:
            self.senders[link.number].sendto(message[:cut], ("224.0.0.1", 0))
        except OSError:
            pass  # the cable is out

    def advertise(self, link, entries, lifetime=1800):
        self.send(link, [(f"10.0.{link.number}.{n}", p) for n, p in entries], lifetime)
        for n, p in entries if link.hears() else []:
            self.known.pop((link, n), None)
            if lifetime > 1:  # one of a second is waited for
                self.known[link, n] = p

    # ---- the daemon ----

    def start(self):
        notes.append(f"start, {self.shape}")
        words = f"{RDISC} -t -s -f --install {self.shape} -i eth0 -i eth1".split()
        self.daemon = subprocess.Popen(words, stderr=self.log)

    def end(self, how):
        notes.append(how.name)
        self.daemon.send_signal(how)
        self.daemon.wait()

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
        with open("/proc/net/netlink") as f:
            queued = [row.split()[4] for row in f if row.split()[9] in inodes]
        with open("/proc/net/raw") as f:
            queued += [row.split()[4].split(":")[1] for row in f if row.split()[9] in inodes]
        return len(queued) >= 3 and all(int(n, 16) == 0 for n in queued)

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
        self.start()
        self.await_("the daemon is ready", self.idle)
        for link in self.links:
            mine = [(n, p) for (l, n), p in self.known.items() if l is link]
            if link.hears():
                rng.shuffle(mine)
                self.advertise(link, mine or [(7, INELIGIBLE)])
                self.known.pop((link, 7), None)
                gone = [n for n in (7, *ANSWERING, *SILENT) if (link, n) not in self.known]
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
        if foreign[0] == "none" or (link and not (link.up and link.carrier)):
            return False
        last = re.match(r"via [0-9.]*\.([0-9]+) ", foreign[1])
        return not last or int(last[1]) in range(1, 128) or (link, int(last[1])) not in self.known

    def reference(self):
        """All the sets of routes of ours that are right."""
        near = {k: p for k, p in self.known.items() if p != INELIGIBLE and k[0].near()}
        alive = {k: p for k, p in near.items() if k[0].carrier and k[1] in ANSWERING}
        taken = {int(words.split()[-1]) for _, words in self.foreign}
        metrics = [m for m in range(BASE, BASE + 50) if m not in taken]

        def routes(keys, metric=lambda key: metrics[0]):
            return frozenset(Route(f"10.0.{k[0].number}.{k[1]}", k[0].name, metric(k)) for k in keys)

        if not alive and any(map(self.leads_out, self.foreign)):
            return [frozenset()]
        some = alive or near  # all dead: the best one of them rather than none
        best = [k for k, p in some.items() if p == max(some.values())]
        if alive and self.shape == "best":
            return [routes(best)]
        if alive and self.shape == "ladder":
            steps = sorted(set(alive.values()), reverse=True)
            return [routes(alive, lambda key: metrics[steps.index(alive[key])])]
        # One of the best. A silent one that was tried meanwhile excuses a change.
        if alive and not any(p >= max(alive.values()) for k, p in near.items() if k not in alive):
            best = [k for k in best if (f"10.0.{k[0].number}.{k[1]}", k[0].name) == self.used] or best
        return [routes([k]) for k in best] or [frozenset()]

    def poke(self):
        """Traffic, so that the kernel finds out who answers."""
        for link, n in self.known:
            try:
                if link.hears():
                    self.udp.sendto(b"", (f"10.0.{link.number}.{n}", 9))
            except OSError:
                pass

    def read_witness(self):
        """Our routes by the notifications, and whether there was a moment without any."""
        with open(self.witness_out.name) as f:
            f.seek(self.read_to)
            text = f.read()
        text, gap = text[:text.rfind("\n") + 1], False
        self.read_to += len(text)
        for what, gateway, dev, metric, rest in re.findall(
                r" (new|del|gone|have) default via ([0-9.]+) dev (eth[01]) metric (\d+) proto 9 table 254(.*)",
                text):
            if not BASE <= int(metric) < BASE + RANGE:
                continue
            if what in ("new", "have"):
                self.seen[gateway, dev, metric, rest] = Route(gateway, dev, int(metric))
            else:
                self.seen.pop((gateway, dev, metric, rest), None)
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
                raise Failure("\n".join([
                    f"not within {PATIENCE} s, install {self.shape}, known {known}:",
                    "foreign routes\n  are       " + "\n            ".join(others),
                    "  should be " + "\n            ".join(should),
                    f"our routes\n  are       {show(ours)}",
                    "  should be " + "\n         or ".join(map(show, right)),
                    f"  were seen {show(seen)}", "" if idle else "the daemon is busy"]))
            time.sleep(0.002)
        if gap and ours and any(r not in self.removed and r.dev not in self.removed for r in self.ours):
            raise Failure(f"a moment without a route of ours; before {show(self.ours)}; after {show(ours)}")
        self.ours = ours
        self.used = next(((r.gateway, r.dev) for r in ours), None) if self.shape == "single" else None


# ---- faults, and how often they happen ----

def some_link(w):
    return rng.choice(w.links)


def speak(w):
    w.advertise(some_link(w), [(n, rng.choice((-5, 0, 0, 5, 10)))
                               for n in rng.sample(ANSWERING, rng.randint(1, 3))])


def withdraw(w):
    w.advertise(some_link(w), [(n, 0) for n in rng.sample(ANSWERING, rng.randint(1, 4))], 0)


def short_life(w):
    link = some_link(w)
    w.advertise(link, [(rng.choice(ANSWERING), 7)], 1)


def never_default(w):
    w.advertise(some_link(w), [(rng.choice(ANSWERING), INELIGIBLE)])


def black_hole(w):
    w.advertise(some_link(w), [(rng.choice(SILENT), rng.choice((-9, 0, 20)))], rng.choice((0, 1800)))


def lie(w):
    link = some_link(w)
    k = link.number
    bad = [f"10.0.{k}.0", f"10.0.{k}.255", f"10.0.{k}.200", f"10.0.{1 - k}.200", f"10.0.{1 - k}.5", "0.0.0.0",
           "127.0.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "10.0.2.1", "203.0.113.1"]
    w.send(link, [(a, 1000) for a in rng.sample(bad, 3)], rng.choice((0, 1800)))


def malformed(w):
    how = rng.choice(({"flip": 1}, {"code": 16}, {"size": 1}, {"extra": 9}, {"cut": 15}, {"cut": 3}))
    link = some_link(w)
    w.send(link, [(f"10.0.{link.number}.{rng.choice(ANSWERING)}", 999)], rng.choice((0, 1800)), **how)


def lose(w, name):  # the kernel drops all routes there
    w.removed.add(name)
    w.foreign = [f for f in w.foreign if f[0] != name]


def await_carrier(w, link):  # until then the routers speak in vain
    if link.up and link.carrier:
        w.await_("carrier", lambda: all("state UP" in ip(f"{ns} link show dev {link.name}")
                                        for ns in ("-n r1", "-n h1")))


def link(w, flap=False):
    link = some_link(w)
    for _ in range(2 if flap else 1):
        link.up = not link.up
        ip(f"link set dev {link.name} {'up' if link.up else 'down'}")
        lose(w, link.name)
    await_carrier(w, link)


def flap(w):
    link(w, True)


def cable(w):
    link = some_link(w)
    link.carrier = not link.carrier
    ip(f"-n r1 link set dev {link.name} {'up' if link.carrier else 'down'}")
    await_carrier(w, link)


def address(w):
    link = some_link(w)
    link.address = not link.address
    ip(f"addr {'add' if link.address else 'del'} 10.0.{link.number}.200/24 dev {link.name}")
    if not link.address and not link.other:
        lose(w, link.name)


def other_address(w):
    link = some_link(w)
    link.other = not link.other
    ip(f"addr {'add' if link.other else 'del'} 10.9.{link.number}.200/24 dev {link.name}")
    if not link.address and not link.other:
        lose(w, link.name)


def foreign(w):
    """One comes, goes, or takes the place of another of its metric."""
    chosen = rng.choice(FOREIGN)
    link = next((l for l in w.links if l.name == chosen[0]), None)
    if chosen in w.foreign:
        ip("route del " + command(chosen))
        w.foreign.remove(chosen)
    elif not link or (link.near() if "via" in chosen[1] else link.up and (link.address or link.other)):
        metric = int(chosen[1].split()[-1])
        there = [f for f in w.foreign if f[1].endswith(f" {metric}")]
        replace = rng.random() < 0.3 and chosen[0] != "none" and len(there) + sum(r.metric == metric for r in w.ours) == 1
        ip(f"route {'replace' if replace else 'append'} {command(chosen)}")
        if replace:
            w.removed |= {r for r in w.ours if r.metric == metric}
            w.foreign = [f for f in w.foreign if f not in there]
        w.foreign.append(chosen)


def delete(w):
    """Somebody deletes ours, or changes it, or adds what looks like ours."""
    for route in rng.sample(sorted(w.ours), min(1, len(w.ours))):
        if route.dev in w.removed:
            continue
        words = f"default via {route.gateway} dev {route.dev} proto ra metric {route.metric}"
        alone = not any(r != route and r.metric == route.metric for r in w.ours)
        how = rng.choice(("del", "prepend", "append", "replace") if alone else ("del", "prepend", "append"))
        ip(f"route {how} {words}" + ("" if how == "del" else " mtu 1300"))
        if how in ("del", "replace"):
            w.removed.add(route)


def flush(w):
    dev = rng.choice(("", " dev eth0", " dev eth1", " dev eth2"))
    ip(f"route flush exact 0/0 proto ra{dev}")
    w.foreign = [f for f in w.foreign if not ("proto ra" in f[1] and f[0] in (dev[5:] or f[0]))]
    w.removed |= {r for r in w.ours if r.dev in (dev[5:] or r.dev)}


def reload(w):
    w.daemon.send_signal(signal.SIGHUP)


KERNEL = (link, flap, cable, address, other_address, foreign, foreign, delete)


def crash(w):
    """kill -9; something may happen before it runs again, perhaps with another shape."""
    calm = all(l.hears() for l in w.links) and rng.random() < 0.5
    if not calm:
        w.await_("the state file has all that is known", w.recorded)
    w.end(signal.SIGKILL)
    for what in [] if calm else rng.choices(KERNEL, k=rng.randint(0, 2)):
        what(w)
    if rng.random() < 0.3:
        w.shape, w.used = rng.choice(SHAPES), None
    w.resume(not calm)


def restart(w):
    w.end(signal.SIGTERM)
    w.removed |= {"eth0", "eth1"}
    w.shape, w.used = rng.choice(SHAPES), None
    w.resume(False)


def sleep(w):
    """The machine sleeps through a lot. It learns of links first, whatever the order was."""
    w.daemon.send_signal(signal.SIGSTOP)
    w.await_("the daemon sleeps", lambda: w.state() == "T")
    for what in rng.choices(KERNEL, k=rng.randint(1, 3)) + rng.choices((speak, withdraw, lie), k=2):
        what(w)
    w.daemon.send_signal(signal.SIGCONT)


FAULTS = {speak: 20, withdraw: 8, short_life: 1, never_default: 2, black_hole: 4, lie: 5, malformed: 5,
          link: 5, flap: 6, cable: 5, address: 5, other_address: 3, foreign: 18, delete: 3, flush: 1,
          reload: 2, crash: 6, restart: 2, sleep: 4}


def main():
    w, history, began, counts = World(), collections.deque(maxlen=30), time.monotonic(), collections.Counter()
    w.await_("the daemon is ready", w.idle)
    for step in range(1, STEPS + 1):
        what = rng.choices(list(FAULTS), FAULTS.values())[0]
        counts[what.__name__] += 1
        notes.clear()
        w.removed = set()
        try:
            what(w)
            history.append(f"{step} {what.__name__}: " + "; ".join(notes))
            w.settle()
        except Failure as e:
            history.append(f"{step} {what.__name__}: " + "; ".join(notes))
            print("The last steps:\n  " + "\n  ".join(history))
            print(f"seed {SEED}, step {step}, fault {what.__name__}: {e}")
            print(f"To see it again: RDISC_SEED={SEED} RDISC_STEPS={step} tests/netns/faults.sh")
            sys.exit(1)
    w.end(signal.SIGTERM)
    if w.kernel() != (frozenset(), sorted(map(line, w.foreign))):
        sys.exit("after SIGTERM there is a route of ours, or a foreign one is not there")
    print(f"seed {SEED}: {STEPS} faults in {time.monotonic() - began:.1f} s: " +
          ", ".join(f"{n} {name}" for name, n in counts.most_common()))


main()
