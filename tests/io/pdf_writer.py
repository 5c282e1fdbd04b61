"""PDF files written by hand, for pages no program would write."""

from __future__ import annotations


def pdf_bytes(
    content: bytes,
    *,
    resources: bytes = b"<<>>",
    more: tuple[bytes, ...] = (),
    box: str = "0 0 400 300",
    pages: int = 1,
    page: bytes = b"",
) -> bytes:
    """Return a PDF whose pages all draw `content`; `more` are objects from number 5 on."""
    kids = b" ".join([b"3 0 R"] * pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources %s %s >>"
        % (box.encode(), resources, page),
        stream(content),
        *more,
    ]
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
        + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def form(content: bytes, resources: bytes = b"<<>>", matrix: str = "1 0 0 1 0 0") -> bytes:
    """Return a form XObject."""
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 400 300] /Matrix [%s] /Resources %s"
    return stream(content, entries % (matrix.encode(), resources))
