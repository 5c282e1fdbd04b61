"""Files made to do harm: refused or read within bounds, nothing fetched, nothing run, one clear sentence."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from paint.pdf_writer import form, pdf_bytes, stream

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="400" height="300">'
LINE = b"0 0 m 100 100 l S"
#: Bounds of one reading, seconds and bytes.
SECONDS, MEMORY = 100, 4 << 30


def catalog(entry: bytes, *more: bytes) -> bytes:
    return pdf_bytes(LINE, more=more).replace(b"/Type /Catalog", b"/Type /Catalog " + entry)


def deep() -> bytes:
    nested = [form(b"/F Do", b"<< /XObject << /F %d 0 R >> >>" % (6 + i)) for i in range(2000)]
    return pdf_bytes(LINE + b" /F Do", resources=b"<< /XObject << /F 5 0 R >> >>", more=(*nested, form(LINE)))


def multiplied() -> bytes:
    tenfold = [form(b"/F Do " * 10, b"<< /XObject << /F %d 0 R >> >>" % (6 + i)) for i in range(9)]
    return pdf_bytes(b"/F Do", resources=b"<< /XObject << /F 5 0 R >> >>", more=(*tenfold, form(LINE)))


def many_segments() -> bytes:
    return pdf_bytes(b"0 0 m " + b"".join(b"%d %d l " % (i % 400, i * 7 % 300) for i in range(1_000_000)) + b"S")


def swollen() -> bytes:
    data = zlib.compress(b" " * 100_000_000, 9)
    body = stream(data, b"/Filter /FlateDecode")
    return pdf_bytes(b"").replace(stream(b""), body)


def huge_image() -> bytes:
    entries = b"/Type /XObject /Subtype /Image /Width 90000 /Height 90000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    return pdf_bytes(
        b"q 400 0 0 300 0 0 cm /I Do Q", resources=b"<< /XObject << /I 5 0 R >> >>", more=(stream(b"\0", entries),)
    )


def drawing(body: str) -> bytes:
    return (HEAD + body + "</svg>").encode()


TENS = "".join(f'<g id="a{i}">' + f'<use xlink:href="#a{i - 1}"/>' * 10 + "</g>" for i in range(1, 12))
LAUGHS = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
ELSEWHERE = "".join(
    f'<{tag} xlink:href="{where}" width="9" height="9"/>'
    for tag in ("image", "use")
    for where in ("http://127.0.0.1:9/x.svg#a", "file:///etc/hostname")
)
FILES = {
    "truncated.pdf": (lambda: pdf_bytes(LINE)[:150], "damaged"),
    "pages.pdf": (lambda: pdf_bytes(LINE, pages=5000), ""),
    "deep.pdf": (deep, ""),
    "multiplied.pdf": (multiplied, "too much time or memory"),
    "segments.pdf": (many_segments, ""),
    "password.pdf": (lambda: pdf_bytes(LINE, locked=True, password=b"secret"), "locked by a password"),
    "script.pdf": (lambda: catalog(b"/OpenAction 5 0 R", b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"), ""),
    "launch.pdf": (lambda: catalog(b"/OpenAction 5 0 R", b"<< /S /Launch /F (/bin/touch ran) >>"), ""),
    "embedded.pdf": (
        lambda: catalog(
            b"/Names << /EmbeddedFiles 5 0 R >>",
            b"<< /Names [(a.exe) 6 0 R] >>",
            b"<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>",
            stream(b"MZ" * 100, b"/Type /EmbeddedFile"),
        ),
        "",
    ),
    "swollen.pdf": (swollen, ""),
    "image.pdf": (huge_image, ""),
    "wide.pdf": (lambda: pdf_bytes(LINE, box="0 0 1000000 1000000"), ""),
    "laughs.svg": (
        lambda: f'<!DOCTYPE svg [<!ENTITY a0 "ha">{LAUGHS}]>'.encode() + drawing("<text>&a11;</text>"),
        "entities",
    ),
    "uses.svg": (lambda: drawing(f'<g id="a0"><path d="M0 0L1 1"/></g>{TENS}'), "elements"),
    "elsewhere.svg": (
        lambda: drawing(f'{ELSEWHERE}<script>alert(1)</script><path d="M0 0L90 90" stroke="red"/>'),
        "",
    ),
    "nested.svg": (lambda: drawing("<g>" * 50_000 + "</g>" * 50_000), "nested too deeply"),
    "path.svg": (
        lambda: drawing('<path d="M0 0' + "L1 1 2 2" * 1_000_000 + '"/>'),
        "too much path data",
    ),
    "tiles.svg": (
        lambda: drawing(
            '<pattern id="p" patternUnits="userSpaceOnUse" width="1e-4" height="1e-4"><path d="M0 0L1 1"/></pattern>'
            '<rect width="400" height="300" fill="url(#p)"/>'
        ),
        "",
    ),
    "itself.svg": (
        lambda: drawing(
            '<pattern id="p" patternUnits="userSpaceOnUse" width="9" height="9"><rect width="9" height="9" '
            'fill="url(#p)"/></pattern><rect width="400" height="300" fill="url(#p)"/>'
        ),
        "",
    ),
    "numbers.svg": (
        lambda: drawing(
            '<rect x="nan" y="1e999" width="1e308" height="1e308" transform="scale(1e300)"/><text x="inf">5</text>'
            '<polyline points="1,2,a,b,3,4" stroke="red"/><path d="M nan inf L 1e999 3" stroke="red"/>'
        ),
        "",
    ),
    "styles.svg": (
        lambda: drawing(
            f"<style>{'a b c d .k{fill:red}' * 20_000}</style>" + '<path d="M0 0L9 9" stroke="red"/>' * 3000
        ),
        "",
    ),
    "texts.svg": (
        lambda: drawing("".join(f'<text x="{i % 400}" y="{i % 300}">{i}</text>' for i in range(20_000))),
        "more text",
    ),
}


READ = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
from figpool.core.errors import FigpoolError
from figpool.extract.vector import read_vector
from figpool.io import read_figure
try:
    assert read_vector(read_figure(sys.argv[1])) is None
except FigpoolError as error:
    print(error)
"""


@pytest.mark.parametrize("name", FILES)
def test_harmful_files_are_refused_in_a_sentence_or_read(tmp_path: Path, name: str) -> None:
    """Refused with words that name the reason, or (no words) read as a page without a chart."""
    make, words = FILES[name]
    (tmp_path / name).write_bytes(make())
    command = [sys.executable, "-W", "error", "-c", READ, name, str(MEMORY)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert words in done.stdout
    assert len(done.stdout.strip().splitlines()) == bool(words)
    assert not words or name in done.stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == [name]
