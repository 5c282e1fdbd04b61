"""figpool: published figures to pooled evidence.

The rooms (sub-packages) import one way; see ``figpool.core`` for the values that
travel between them. Nothing in this package imports a window toolkit.
"""

__version__ = "0.1.0"
