"""Readers for the batch tests: quick ones, and every way a figure can go wrong."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace

from figpool.core.errors import ReadingError
from figpool.project import Reading, edits
from project.build import extraction, reading


def read(data: bytes, figure: object, settings: object) -> Reading:
    """Do what the bytes say: a word, and for a plain figure a number that moves its first bar."""
    word, _, rest = data.decode().partition(" ")
    return _WORDS.get(word, _plain)(rest)


def _plain(rest: str) -> Reading:
    return reading(edits.move_mark(extraction(), "m1", 0.0, float(rest or 0) % 50))


def _crash(rest: str) -> Reading:
    os.abort()


def _loop(rest: str) -> Reading:
    while True:
        time.sleep(0.05)


def _eat(rest: str) -> Reading:
    kept = [bytearray(64 * 2**20) for _ in range(160)]  # 10 GB
    return reading(extraction(len(kept)))


def _refuse(rest: str) -> Reading:
    raise ReadingError("fig.png: nothing could be read.")


def _break(rest: str) -> Reading:
    return {}["no such key"]


def _print(rest: str) -> Reading:
    print("a library that talks on stdout", flush=True)
    os.write(1, b"even below Python\n")
    return _plain(rest)


def _sleep(rest: str) -> Reading:
    time.sleep(float(rest))
    return _plain("0")


def _hoard(rest: str) -> Reading:
    """Leave megabytes behind that hold themselves, as pictures in objects that name each other."""
    kept: list[object] = [bytearray(int(rest) * 2**20)]
    kept.append(kept)
    return _plain("0")


def _weigh(rest: str) -> Reading:
    """Say in place of a version how many megabytes this process holds."""
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[1])
    return replace(_plain("0"), version=str(pages * os.sysconf("SC_PAGESIZE") / 2**20))


def _slow(rest: str) -> Reading:
    time.sleep(0.02)
    return _plain(rest)


_WORDS: dict[str, Callable[[str], Reading]] = {
    "crash": _crash, "loop": _loop, "eat": _eat, "refuse": _refuse, "break": _break, "print": _print,
    "slow": _slow, "sleep": _sleep, "hoard": _hoard, "weigh": _weigh,
}  # fmt: skip
