"""A trial run for suspicious PDF pages in a process of its own, with bounds on time and memory.

A page may draw a form that draws a form ten times, and so on: PDFium unfolds it
all while opening the page, until memory is gone, and takes the program with it.
"""

from __future__ import annotations

import re
import subprocess
import sys

from figpool.core.errors import InputError

#: Seconds and bytes a page may take.
MAX_SECONDS = 12
MAX_MEMORY = 3 << 30
#: Forms that draw other pictures or forms, from which a page is tried out first.
_SUSPICIOUS = 6

_TRIAL = """
import sys
limits = {name: int(value) for name, value in (a.split("=") for a in sys.argv[2:])}
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
import pypdfium2
page = pypdfium2.PdfDocument(sys.stdin.buffer.read())[int(sys.argv[1]) - 1]
page.render(scale=0.5)
"""


def is_suspicious(data: bytes) -> bool:
    """Whether many forms of a file draw other forms or pictures.

    Dictionaries of streams are never compressed, so they can be counted in the file.
    """
    heads = re.findall(
        rb"<<(?:(?!endobj|stream).){0,4000}?/Subtype\s*/Form(?:(?!endobj).){0,4000}?stream", data, re.DOTALL
    )
    return (
        sum(b"/XObject" in head.replace(b"/Type /XObject", b"").replace(b"/Type/XObject", b"") for head in heads)
        >= _SUSPICIOUS
    )


def check_page(data: bytes, name: str, page: int) -> None:
    """Open and draw a suspicious page in another process first.

    Raises
    ------
    InputError
        It takes more than `MAX_SECONDS` or `MAX_MEMORY`.
    """
    if not is_suspicious(data):
        return
    command = [sys.executable, "-c", _TRIAL, str(page), f"memory={MAX_MEMORY}"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=MAX_SECONDS, check=False)
        failed = done.returncode < 0
    except subprocess.TimeoutExpired:
        failed = True
    if failed:
        raise InputError(
            f"Page {page} of {name} takes too much time or memory to draw.", "Export the figure alone, or as a picture."
        )
