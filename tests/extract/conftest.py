import pytest

from figpool.ocr import default_engine


@pytest.fixture(scope="session")
def engine():
    """The real engine, loaded once."""
    return default_engine()
