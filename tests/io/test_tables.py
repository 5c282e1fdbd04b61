import pandas as pd
import pytest

from figpool.core.errors import InputError
from figpool.io.tables import read_table


def _file(tmp_path, content, name="table.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_plain_csv(tmp_path):
    table = read_table(_file(tmp_path, 'study,m1i,route\n"Gu, 2017",1.5,IT\nChen,NA,\n'))
    assert table["study"].tolist() == ["Gu, 2017", "Chen"]
    assert table["m1i"].tolist()[0] == 1.5
    assert table["m1i"].isna().tolist() == [False, True]
    assert pd.isna(table["route"][1])


def test_semicolon_decimal_comma_and_bom(tmp_path):
    table = read_table(_file(tmp_path, b"\xef\xbb\xbfstudy;m1i;n1i\nA;1,5;10\nB;-2,25e1;8\n"))
    assert list(table.columns) == ["study", "m1i", "n1i"]
    assert table["m1i"].tolist() == [1.5, -22.5]
    assert table["n1i"].tolist() == [10, 8]


def test_tabs_windows_letters_and_blank_lines(tmp_path):
    table = read_table(_file(tmp_path, "study\tyi\r\nMüller\t1\r\n\r\n".encode("cp1252")))
    assert table["study"].tolist() == ["Müller"]


def test_text_among_numbers_keeps_the_column_as_text(tmp_path):
    table = read_table(_file(tmp_path, "study,sd1i\nA,1.5\nB,1.5 a\n"))
    assert table["sd1i"].tolist() == ["1.5", "1.5 a"]


def test_xlsx(tmp_path):
    path = tmp_path / "table.xlsx"
    pd.DataFrame({"study": ["A", "B"], "yi": [0.5, None]}).to_excel(path, index=False)
    table = read_table(path)
    assert table["yi"].tolist()[0] == 0.5
    assert table["study"].tolist() == ["A", "B"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("study,yi\n", "no rows"),
        ("study,yi\nA,1\nB,1,2\n", "line 3: 3 cells for 2 columns"),
        ("study,yi\nA\n", "line 2: 1 cells for 2 columns"),
        ("study,study\nA,1\n", "study is there twice"),
        ("study,,yi\nA,1,2\n", "column 2 has no name"),
        (b"study\x00\x01", "not a text file"),
    ],
)
def test_bad_tables_get_one_clear_sentence(tmp_path, content, words):
    with pytest.raises(InputError, match=words):
        read_table(_file(tmp_path, content))


def test_files_that_are_no_tables(tmp_path):
    with pytest.raises(InputError, match="There is no file"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(InputError, match="is a folder"):
        read_table(tmp_path)
    with pytest.raises(InputError, match="not a readable XLSX"):
        read_table(_file(tmp_path, "not a workbook", "table.xlsx"))
