"""Vector pages: the same series and rows as from pictures, exact."""

from figpool.extract.vector.reading import read_vector

__all__ = ["read_vector"]
