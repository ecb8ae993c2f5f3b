"""Ties its life to the parent's, then becomes the store server. A script of the standard library alone.

::

    python -I -S launch.py signal <parent's process id> <lock descriptor> <server> <argument>...
    python -I -S launch.py watch  <pipe descriptor>     <lock descriptor> <server> <argument>...

`signal` is Linux's way, `watch` works on every POSIX system: a process beside the server waits for the pipe,
whose other end only the parent holds, to close.

This is a step of its own (13 ms), and no `preexec_fn`, because Python code between fork and exec may deadlock
in a process that has threads, and Python warns of it from 3.12 on.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys


PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(arguments: list[str]) -> None:
    """Become the server; returns only if it cannot be executed, by raising OSError."""
    tie, anchor, lock, *server = arguments
    os.umask(0o077)  # the data is nobody else's, also in a folder that others may enter
    if tie == "signal":
        die_with(int(anchor))
    else:
        watch(int(anchor), int(lock))
    os.execv(server[0], server)  # noqa: S606  # no shell is wanted between the parent and the server


def die_with(parent: int) -> None:
    """Have Linux send SIGTERM, the server's word for a graceful end, when the parent is gone.

    It is "sent upon subsequent termination of the parent thread", and "preserved across execve(2)", says
    PR_SET_PDEATHSIG(2const).
    """
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM) != 0:
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
    if os.getppid() != parent:
        sys.exit("the parent ended before its death could be signalled")


def watch(pipe: int, lock: int) -> None:
    """Leave a process beside the server that ends it when the pipe closes."""
    server = os.getpid()
    if os.fork() > 0:
        os.close(pipe)
        return
    os.close(lock)  # held by the server alone: the folder is free as soon as that is gone
    os.read(pipe, 1)
    if os.getppid() == server:  # else the server has ended already, and its number may be another's
        os.kill(server, signal.SIGTERM)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
