from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from figpool.core.errors import InputError, OutputError, UsageError
from figpool.project import Project, schema
from figpool.project.store import ProjectLockedError, Store, said
from project.build import reading
from project.words import read_or_refused


def test_new_project_is_marked_as_one(tmp_path: Path):
    path = tmp_path / "p.figpool"
    Project.create(path).close()
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
        assert raw.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    raw.close()


def test_a_length_beyond_all_memory_is_said_to_be_damage(tmp_path: Path):
    """Found by atheris: four bytes of a cell's length changed, and SQLite has no memory for it."""
    with pytest.raises(InputError, match="damaged, or needs more memory"), said(tmp_path / "p.figpool"):
        raise MemoryError


def test_original_bytes_are_kept(tmp_path: Path):
    data = bytes(range(256)) * 100
    with Project.create(tmp_path / "p.figpool") as project:
        figure = project.add_figure(("a.png", data))
        assert project.original(figure) == data


def test_a_figure_is_listed_once_and_pages_share_their_bytes(tmp_path: Path):
    with Project.create(tmp_path / "p.figpool") as project:
        first = project.add_figure(("a.pdf", b"x"), page=1, study="Smith")
        assert project.add_figure(("a.pdf", b"x"), page=1) == first
        assert project.add_figure(("a.pdf", b"x"), page=2) != first
        assert project.figure(first).info.study == "Smith"
        assert project.store.all("SELECT count(*) FROM originals") == [(1,)]


def test_an_existing_file_is_never_overwritten(tmp_path: Path):
    path = tmp_path / "p.figpool"
    path.write_bytes(b"thesis")
    with pytest.raises(OutputError, match="exists already"):
        Project.create(path)
    with pytest.raises(InputError, match="not a figpool project"):
        Project.open(path)
    assert path.read_bytes() == b"thesis"
    assert list(tmp_path.iterdir()) == [path]


def test_a_foreign_database_is_not_touched(tmp_path: Path):
    path = tmp_path / "other.sqlite"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE t (x)")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match="not a figpool project"):
        Project.open(path)
    assert path.read_bytes() == before


def test_a_newer_project_is_not_touched(tmp_path: Path):
    path = tmp_path / "p.figpool"
    Project.create(path).close()
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"made by a newer figpool.*Update figpool"):
        Project.open(path)
    assert path.read_bytes() == before


def test_missing_file_and_folder(tmp_path: Path):
    with pytest.raises(InputError, match="does not exist"):
        Project.open(tmp_path / "no.figpool")
    with pytest.raises(InputError, match="is a folder"):
        Project.open(tmp_path)
    with pytest.raises(OutputError, match="does not exist"):
        Project.create(tmp_path / "no" / "p.figpool")


def test_an_older_project_is_led_to_the_newest_version(tmp_path: Path):
    path = tmp_path / "p.figpool"
    Store.create(path).close()
    raw = sqlite3.connect(path, isolation_level=None)
    steps = {
        schema.VERSION: lambda c: c.execute("ALTER TABLE meta ADD COLUMN note TEXT"),
        schema.VERSION + 1: lambda c: c.execute("INSERT INTO meta VALUES ('a', 'b', 'c')"),
    }
    schema.upgrade(raw, schema.VERSION, steps)
    assert raw.execute("SELECT * FROM meta").fetchall() == [("a", "b", "c")]
    assert raw.execute("PRAGMA user_version").fetchone() == (schema.VERSION + 2,)
    raw.close()


@pytest.mark.parametrize(
    "fixture", sorted((Path(__file__).parent / "fixtures").glob("*.figpool")), ids=lambda p: p.stem
)
def test_every_old_version_opens(fixture: Path, tmp_path: Path):
    copy = tmp_path / fixture.name
    copy.write_bytes(fixture.read_bytes())
    with Project.open(copy, "anna") as project:
        assert [line.state for line in project.figures()] == ["flagged"]
        assert [round(r.row.mean or 0, 6) for r in project.rows()] == [8.0, 15.0, 11.0, 17.95]
        while project.undo():
            pass
        assert project.figures() == ()


def test_an_older_project_is_read_where_nothing_may_be_written(tmp_path: Path):
    fixture = Path(__file__).parent / "fixtures" / "version1.figpool"
    copy = tmp_path / "old.figpool"
    copy.write_bytes(fixture.read_bytes())
    with Project.open(copy, "anna", readonly=True) as project:
        assert project.store.all("PRAGMA user_version") == [(schema.VERSION,)]
        assert [line.rows for line in project.figures()] == [4]
    assert copy.read_bytes() == fixture.read_bytes()
    assert list(tmp_path.iterdir()) == [copy]


def test_comparisons_of_version_2_name_their_reviewer(tmp_path: Path):
    copy = tmp_path / "p.figpool"
    copy.write_bytes((Path(__file__).parent / "fixtures" / "version2.figpool").read_bytes())
    with Project.open(copy, "anna", readonly=True) as project:
        found = [(c.reviewer, c.treatment.mark, c.control.mark) for c in project.tables.comparisons]
    assert found == [("anna", "m2", "m1"), ("anna", "m4", "m3")]


def test_an_upgrade_left_in_the_log_is_not_made_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "p.figpool"
    path.write_bytes((Path(__file__).parent / "fixtures" / "version1.figpool").read_bytes())
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute(f"PRAGMA user_version = {schema.VERSION}")
    steps: list[int] = []
    monkeypatch.setattr(schema, "upgrade", lambda connection, found: steps.append(found))
    with Project.open(path, "anna") as project:
        assert project.store.all("PRAGMA user_version") == [(schema.VERSION,)]
    raw.close()
    assert steps == []


def test_read_only_project_is_read_and_not_written(tmp_path: Path):
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as project:
        project.store_reading(project.add_figure(("a.png", b"a")), reading())
    before = path.read_bytes()
    with Project.open(path, "anna", readonly=True) as project:
        assert len(project.rows()) == 4
        with pytest.raises(OutputError, match="open for reading only"):
            project.edit(1, "set_n", panel="p1", n=5)
    assert path.read_bytes() == before


def test_full_disk_loses_nothing(tmp_path: Path):
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as project:
        figure = project.add_figure(("a.png", b"a"))
        project.store_reading(figure, reading())
        before = project.extraction(figure)
        pages = project.store.all("PRAGMA page_count")[0][0]
        project.store.run(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(OutputError, match="no space left"):
            project.add_figure(("big.png", b"x" * 100_000))
        with pytest.raises(OutputError, match="no space left"):
            project.edit(figure, "comment_figure", comment="x" * 100_000)
        assert project.extraction(figure) == before
        assert len(project.figures()) == 1
    with Project.open(path, "anna") as project:
        assert project.extraction(figure) == before
        project.edit(figure, "comment_figure", comment="x" * 100_000)


def test_a_locked_project_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "p.figpool"
    monkeypatch.setattr("figpool.project.store._BUSY_SECONDS", 0.05)
    with Project.create(path, "anna") as project:
        figure = project.add_figure(("a.png", b"a"))
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProjectLockedError, match="another program is writing"):
            project.set_info(figure, study="Smith")
        raw.execute("ROLLBACK")
        raw.close()
        project.set_info(figure, study="Smith")
        assert project.figure(figure).info.study == "Smith"


def test_a_reviewer_needs_a_name(tmp_path: Path):
    with pytest.raises(UsageError, match="needs a name"):
        Project.create(tmp_path / "p.figpool", "  ")


def read_all(path: Path) -> None:
    with Project.open(path, "anna", readonly=True) as project:
        project.figures()
        project.rows()
        project.history.entries()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(min_size=1, max_size=400), cut=st.booleans())
def test_a_damaged_file_is_refused_in_words_or_read(whole: Path, place: float, junk: bytes, cut: bool):
    data = whole.read_bytes()
    start = int(place * len(data))
    broken = data[:start] + junk + (b"" if cut else data[start + len(junk) :])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "p.figpool"
        path.write_bytes(broken)
        assert read_or_refused(lambda: read_all(path))
        assert path.read_bytes() == broken


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "p.figpool"
    with Project.create(path, "anna") as project:
        project.store_reading(project.add_figure(("a.png", b"a")), reading())
        project.edit(1, "set_n", panel="p1", n=5)
    return path


def test_listing_needs_neither_pictures_nor_readers():
    code = (
        "import sys, figpool.project; "
        "bad = {'cv2', 'PIL', 'pandas', 'scipy', 'matplotlib', 'rapidocr'} & set(sys.modules); "
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
