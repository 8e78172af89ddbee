#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Plays the service manager for one unit: manager.py UNIT PROGRAM, with the unit's variables set.

Starts PROGRAM in the place of the one ExecStart= names, with its arguments, and confined as the unit
says as far as that can be had without systemd: user (nobody, for another), capabilities, umask, a
read-only file system, the families of sockets and the system calls, whose groups are those that
systemd-analyze knows. Prints its process number, and "told" with each line of sd_notify(3).
"""
import ctypes
import errno
import os
import select
import signal
import socket
import subprocess
import sys

UNIT, PROGRAM = sys.argv[1:3]
NOBODY = 65534
PR_SET_MDWE, MDWE_REFUSE_EXEC_GAIN = 65, 1
ALLOW, KILL_PROCESS, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
NOT_EQUAL, EQUAL = 1, 4


class Comparison(ctypes.Structure):
    """struct scmp_arg_cmp of libseccomp."""

    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def read_unit():
    """The [Service] section: each key with its values, in order."""
    keys, section = {}, ""
    with open(UNIT, encoding="ascii") as file:
        for line in map(str.strip, file):
            if line.startswith("["):
                section = line
            elif section == "[Service]" and "=" in line and line[0] not in "#;":
                key, value = line.split("=", 1)
                keys.setdefault(key, []).append(value)
    return keys


def members(group):
    """The system calls of a group, as @io-event; a plain name stands for itself."""
    if not group.startswith("@"):
        return {group}
    text = subprocess.run(["systemd-analyze", "syscall-filter", group], check=True, capture_output=True, text=True).stdout
    words = (line.split() for line in text.splitlines()[1:])
    return set().union(*(members(w[0]) for w in words if w and w[0] != "#"))


def allowed_calls(unit):
    """What SystemCallFilter= leaves: first an allow list, then exceptions. @default always goes."""
    calls = members("@default")
    for value in unit["SystemCallFilter"]:
        words = value.lstrip("~").split()
        for word in words:
            calls = calls - members(word) if value.startswith("~") else calls | members(word)
    return calls | members("@default")


def load_filter(unit, calls):
    """Before the program: what it may call, which sockets it may open."""
    lib = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    lib.seccomp_init.restype = ctypes.c_void_p
    lib.seccomp_init.argtypes = [ctypes.c_uint32]
    lib.seccomp_load.argtypes = [ctypes.c_void_p]
    add = lib.seccomp_rule_add_array
    add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(Comparison)]
    refuse = unit.get("SystemCallErrorNumber")
    context = lib.seccomp_init(ERRNO | getattr(errno, refuse[0]) if refuse else KILL_PROCESS)
    families = {getattr(socket, f) for f in unit["RestrictAddressFamilies"][0].split()}
    for call in sorted(calls - {"socket"}):
        number = lib.seccomp_syscall_resolve_name(call.encode())
        if number >= 0 and add(context, ALLOW, number, 0, None) != 0:
            sys.exit(f"manager: no rule for {call}")
    for family in families:
        rule = Comparison(0, EQUAL, family, 0)
        if add(context, ALLOW, lib.seccomp_syscall_resolve_name(b"socket"), 1, ctypes.byref(rule)) != 0:
            sys.exit("manager: no rule for socket")
    if lib.seccomp_load(context) != 0:
        sys.exit("manager: the kernel takes no filter")


def prefix(unit):
    """setpriv(1) for who it runs as and with which capabilities."""

    def capabilities(key):
        return ",".join(f"+{c.removeprefix('CAP_').lower()}" for c in unit[key][0].split())

    words = ["setpriv"]
    if unit["User"] != ["root"]:
        words += [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    words += [f"--bounding-set=-all,{capabilities('CapabilityBoundingSet')}"]
    ambient = capabilities("AmbientCapabilities")
    words += [f"--inh-caps=-all,{ambient}", f"--ambient-caps=-all,{ambient}"]
    if unit["NoNewPrivileges"] == ["yes"]:
        words.append("--no-new-privs")
    return words


def arguments(unit):
    """Those of ExecStart=; $VARIABLE, a word of its own, is as many words as the variable has."""
    words = []
    for word in unit["ExecStart"][0].split()[1:]:
        words += os.environ.get(word[1:], "").split() if word.startswith("$") else [word]
    return words


def start(unit):
    """The process, which becomes the program."""
    calls = allowed_calls(unit)
    directory = f"/run/{unit['RuntimeDirectory'][0]}"
    os.makedirs(directory, exist_ok=True)
    os.chown(directory, NOBODY, NOBODY)
    os.environ["RUNTIME_DIRECTORY"] = directory
    os.environ["WATCHDOG_USEC"] = f"{int(unit['WatchdogSec'][0])}000000"
    pid = os.fork()
    if pid == 0:
        os.environ["WATCHDOG_PID"] = str(os.getpid())
        os.umask(int(unit["UMask"][0], 8))
        if unit["ProtectSystem"] == ["strict"]:
            subprocess.run(["mount", "-o", "remount,bind,ro", "/"], check=True)
        os.execvp("setpriv", prefix(unit) + [sys.executable, *sys.argv, "--confined", *sorted(calls)])
    return pid


def become(unit, calls):
    """In place of the manager, as the user: the rest of the confinement, then the program."""
    if unit["MemoryDenyWriteExecute"] == ["yes"]:
        ctypes.CDLL(None).prctl(PR_SET_MDWE, MDWE_REFUSE_EXEC_GAIN, 0, 0, 0)
    load_filter(unit, set(calls))
    os.execv(PROGRAM, [PROGRAM, *arguments(unit)])


def main():
    unit = read_unit()
    if sys.argv[3:4] == ["--confined"]:
        become(unit, sys.argv[4:])
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    path = f"/run/test/notify.{os.getpid()}"
    told.bind(path)
    os.chmod(path, 0o666)
    os.environ["NOTIFY_SOCKET"] = path
    pid = start(unit)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
    print(f"main_pid {pid}", flush=True)
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        while select.select([told], [], [], 0 if ended else 0.05)[0]:
            for line in told.recv(4096).decode().splitlines():
                print(f"told {line}", flush=True)
        if ended:
            sys.exit(os.waitstatus_to_exitcode(status))


main()
