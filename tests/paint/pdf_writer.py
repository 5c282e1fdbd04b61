"""PDF files written by hand, for pages no program would write."""

from __future__ import annotations

import hashlib
import re


def pdf_bytes(
    content: bytes,
    *,
    resources: bytes = b"<<>>",
    more: tuple[bytes, ...] = (),
    box: str = "0 0 400 300",
    pages: int = 1,
    page: bytes = b"",
    locked: bool = False,
    password: bytes = b"",
) -> bytes:
    """Return a PDF whose pages all draw `content`; `more` are objects from number 5 on.

    A `locked` one is encrypted; without a `password` of its own everyone may read it.
    """
    kids = b" ".join([b"3 0 R"] * pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources %s %s >>"
        % (box.encode(), resources, page),
        stream(content),
        *more,
    ]
    lock = b""
    if locked:
        key, lock = _lock(password)
        objects = [_encrypted(body, key, number) for number, body in enumerate(objects, start=1)]
    out, offsets = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % o for o in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        out
        + head
        + table
        + b"trailer << /Root 1 0 R /Size %d %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, lock, len(out))
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def form(content: bytes, resources: bytes = b"<<>>", matrix: str = "1 0 0 1 0 0") -> bytes:
    """Return a form XObject."""
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 400 300] /Matrix [%s] /Resources %s"
    return stream(content, entries % (matrix.encode(), resources))


_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_ID = b"0123456789abcdef"


def _rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _lock(password: bytes) -> tuple[bytes, bytes]:
    """Key of the file and its entries for the trailer (PDF 1.4, 7.6.3: revision 2, 40 bits)."""
    user_word = (password + _PAD)[:32]
    owner = _rc4(_md5((b"owner" + _PAD)[:32])[:5], user_word)
    key = _md5(user_word + owner + (0xFFFFFFC0).to_bytes(4, "little") + _ID)[:5]
    user = _rc4(key, _PAD)
    entries = (owner.hex().encode(), user.hex().encode(), _ID.hex().encode(), _ID.hex().encode())
    return key, b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -64 /O <%s> /U <%s> >> /ID [<%s> <%s>]" % entries


def _encrypted(body: bytes, key: bytes, number: int) -> bytes:
    own = _md5(key + number.to_bytes(3, "little") + b"\0\0")[:10]
    return re.sub(rb"(?s)(stream\n)(.*)(\nendstream)", lambda m: m.group(1) + _rc4(own, m.group(2)) + m.group(3), body)
