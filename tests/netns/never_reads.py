#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Becomes a program whose standard error is held by somebody who does not read it; for never_blocks.sh.

never_reads.py pipe COMMAND...       a pipe, full
never_reads.py stream COMMAND...     a stream socket, full, which the environment calls the journal's
never_reads.py terminal COMMAND...   a terminal, stopped as by ^S
never_reads.py limit COMMAND...      a file, all the octets in it that a file of the program may have
never_reads.py log PATH              no command: the system's log, whose queue is full
never_reads.py client PATH           no command: follows the daemon at that control socket, reads nothing
never_reads.py knock PATH N          no command: N clients, that do nothing
"""
import ctypes
import os
import resource
import signal
import socket
import sys
import termios
import time


def hold(*fds):
    """A child that has these open and sleeps, for as long as the program lives."""
    program = os.getpid()
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        keep = [fd.fileno() if hasattr(fd, "fileno") else fd for fd in fds]
        for fd in range(3):
            if fd not in keep:
                os.close(fd)
        while os.getppid() == program:
            os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)


def fill(fd):
    os.set_blocking(fd, False)
    for size in (4096, 64, 1):
        try:
            while True:
                os.write(fd, b"x" * size)
        except BlockingIOError:
            pass
    os.set_blocking(fd, True)


def become(command, fd):
    os.dup2(fd, 2)
    os.execvp(command[0], command)


def stay():
    print("ready", flush=True)
    while True:
        time.sleep(3600)


def pipe(*command):
    reader, writer = os.pipe()
    hold(reader)
    os.close(reader)
    fill(writer)
    become(command, writer)


def stream(*command):
    reader, writer = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    hold(reader)
    reader.close()
    fill(writer.fileno())
    st = os.fstat(writer.fileno())
    os.environ["JOURNAL_STREAM"] = f"{st.st_dev}:{st.st_ino}"
    become(command, writer.fileno())


def terminal(*command):
    master, slave = os.openpty()
    hold(master)
    os.close(master)
    termios.tcflow(slave, termios.TCOOFF)
    become(command, slave)


def limit(*command):
    fd = os.open("/run/test/limit", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(fd, b"x" * 4096)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, and a program inherits that
    become(command, fd)


def log(path):
    reader = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    reader.bind(path)
    os.chmod(path, 0o666)
    writer = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    writer.setblocking(False)
    try:
        while True:
            writer.sendto(b"x", path)
    except BlockingIOError:
        pass
    stay()


def connect(path, flags=0):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | flags)
    s.connect(path)
    return s


def client(path):
    s = connect(path)
    s.send(b'{"command": "events", "follow": true}')
    stay()


def knock(path, n):
    _ = [connect(path) for _ in range(int(n))]
    stay()


signal.signal(signal.SIGPIPE, signal.SIG_DFL)
{f.__name__: f for f in (pipe, stream, terminal, limit, log, client, knock)}[sys.argv[1]](*sys.argv[2:])
