"""Locks of the Linux kernel that the child closes on itself: Landlock for files, seccomp for system calls.

Loaded by path from ``child.py``. What the audit hook refuses by name can be got round in a process that may
write to its own memory; these hold all the same, need no rights, and cannot be opened again. Where the kernel
has neither, nothing happens. Sources: landlock(7), seccomp(2).
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import stat
import struct
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

_NO_NEW_PRIVILEGES: Final = 38
_SECCOMP: Final = 22
_FILTER: Final = 2

# landlock(7): bits of access to files, those of plain files among them, and what each version of it added.
_READ: Final = 1 << 2 | 1 << 3
_OF_FILES: Final = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
_WRITE: Final = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 13 | 1 << 14
_ALL_BY_VERSION: Final = ((1, 13), (2, 14), (3, 15), (5, 16))
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446

_MACHINES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_COLUMN: Final = {"x86_64": 0, "aarch64": 1}
_CALLS: Final[dict[str, tuple[int, int]]] = {
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, -1),
    "vfork": (58, -1),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "socket": (41, 198),
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "mount_setattr": (442, 442),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "reboot": (169, 142),
    "setrlimit": (160, 164),
}
"""System calls that are refused whatever their arguments, by machine."""
_CLONE: Final = (56, 220)
_CLONE3: Final = (435, 435)
_TGKILL: Final = (234, 131)
_PRLIMIT: Final = (302, 261)
_CLONE_THREAD: Final = 0x10000


def lock(scratch: str, shut: Sequence[str], readable: Sequence[str]) -> list[str]:
    """Close what this kernel has, and return the names of the locks that hold.

    Args:
        scratch: The one folder that may be written.
        shut: Files and folders of which nothing may be read, in whatever folder they lie.
        readable: Files and folders that may be read, but for what of them is shut.
    """
    if sys.platform != "linux" or platform.machine() not in _MACHINES or sys.maxsize < 2**32:
        return []
    call = ctypes.CDLL(None, use_errno=True)
    call.syscall.restype = ctypes.c_long
    call.syscall.argtypes = [ctypes.c_long] * 7
    if call.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return []
    held = []
    if _landlock(call, scratch, shut, readable):
        held.append("landlock")
    if _seccomp(call):
        held.append("seccomp")
    return held


def _loaded_libraries() -> set[str]:
    """Return the folders of the libraries that are loaded: others of theirs may be loaded from there."""
    with Path("/proc/self/maps").open(encoding="utf-8", errors="replace") as maps:
        places = [Path(line.split(maxsplit=5)[5].rstrip("\n")) for line in maps if "/" in line]
    return {str(place.parent) for place in places if ".so" in place.name}


def _landlock(call: Any, scratch: str, shut: Sequence[str], readable: Sequence[str]) -> bool:
    version = call.syscall(_CREATE_RULESET, 0, 0, 1, 0, 0, 0)
    if version < 1:
        return False
    bits = max(count for since, count in _ALL_BY_VERSION if since <= version)
    everything = (1 << bits) - 1
    fields = [everything]
    if version >= 4:
        fields.append(3)  # to bind and to connect a TCP socket
    if version >= 6:
        fields.append(3)  # abstract sockets of, and signals to, processes outside
    attributes = ctypes.create_string_buffer(struct.pack(f"={len(fields)}Q", *fields))
    ruleset = call.syscall(_CREATE_RULESET, ctypes.addressof(attributes), 8 * len(fields), 0, 0, 0, 0)
    if ruleset < 0:
        return False

    def grant(place: str, access: int) -> None:
        try:
            folder = os.open(place, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return
        access &= everything if stat.S_ISDIR(os.fstat(folder).st_mode) else everything & _OF_FILES
        rule = ctypes.create_string_buffer(struct.pack("=Qi", access, folder))
        call.syscall(_ADD_RULE, ruleset, 1, ctypes.addressof(rule), 0, 0, 0)
        os.close(folder)

    for root in sorted({*readable, *_loaded_libraries()}):
        for place in _around(root, tuple(shut)):
            grant(place, _READ)
    for place in ("/proc/self", "/proc/cpuinfo", "/proc/meminfo"):
        grant(place, _READ)
    grant(os.devnull, _READ | _WRITE)
    grant(scratch, _READ | _WRITE)
    done = call.syscall(_RESTRICT_SELF, ruleset, 0, 0, 0, 0, 0)
    os.close(ruleset)
    return bool(done == 0)


def _around(place: str, shut: tuple[str, ...]) -> Iterator[str]:
    """Yield folders and files that together are all of a folder but what is shut."""
    if any(place == other or place.startswith(other + os.sep) for other in shut):
        return
    if not any(other.startswith(place + os.sep) for other in shut):
        yield place
        return
    with os.scandir(place) as entries:
        # What a link leads to is granted, or not, where it lies.
        inside = [entry.path for entry in entries if not entry.is_symlink()]
    for path in inside:
        yield from _around(path, shut)


def _seccomp(call: Any) -> bool:
    machine = platform.machine()
    program = _program(_MACHINES[machine], _COLUMN[machine], os.getpid())
    code = ctypes.create_string_buffer(b"".join(program))
    header = ctypes.create_string_buffer(struct.pack("@HxxxxxxQ", len(program), ctypes.addressof(code)))
    return bool(call.prctl(_SECCOMP, _FILTER, ctypes.c_void_p(ctypes.addressof(header)), 0, 0) == 0)


def _program(machine: int, column: int, process: int) -> list[bytes]:
    """Return a filter in classic BPF.

    Of a call's record, 0 is its number, 4 the machine, and from 16 on come its arguments of 8 bytes.
    """

    def step(code: int, value: int, then: int = 0, other: int = 0) -> bytes:
        return struct.pack("=HBBI", code, then, other, value)

    def load(place: int) -> bytes:
        return step(0x20, place)

    def leave(number: int) -> bytes:
        return step(0x06, 0x00050000 | number)

    allow, refuse = step(0x06, 0x7FFF0000), leave(errno.EPERM)
    equal, at_least, any_bit = 0x15, 0x35, 0x45
    steps = [load(4), step(equal, machine, 1, 0), refuse, load(0)]
    if column == 0:
        steps += [step(at_least, 0x40000000, 0, 1), refuse]  # the x32 numbers of the same calls
    for numbers in _CALLS.values():
        if numbers[column] >= 0:
            steps += [step(equal, numbers[column], 0, 1), refuse]
    steps += [step(equal, _CLONE3[column], 0, 1), leave(errno.ENOSYS)]  # the C library then takes clone
    # A thread may be made, a process may not.
    steps += [step(equal, _CLONE[column], 0, 4), load(16), step(any_bit, _CLONE_THREAD, 1, 0), refuse, allow]
    # A process may signal itself: that is how it aborts.
    steps += [step(equal, _TGKILL[column], 0, 4), load(16), step(equal, process, 1, 0), refuse, allow]
    # Limits may be read: then the third argument, the new limit, is null.
    low, high = load(32), load(36)
    steps += [step(equal, _PRLIMIT[column], 0, 6), low, step(equal, 0, 0, 2), high, step(equal, 0, 1, 0)]
    steps += [refuse, allow]
    return [*steps, allow]
