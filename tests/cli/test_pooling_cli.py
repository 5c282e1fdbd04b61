import json

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from figpool.cli import pooling
from figpool.core.errors import ConversionError, FigpoolError, UsageError
from reference.cells import HERE

APP = typer.Typer()
pooling.register(APP)


def _run(*arguments):
    result = CliRunner().invoke(APP, [str(a) for a in arguments])
    if isinstance(result.exception, FigpoolError):
        raise result.exception
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def seed(tmp_path):
    table = pd.read_csv(HERE / "seed_review" / "rows.csv").drop(columns="slab")
    for i in "12":
        errors = table[f"err{i}i"]
        table[f"sd{i}i"] = np.where(table["error_type"] == "SE", errors * np.sqrt(table[f"n{i}i"]), errors)
    path = tmp_path / "seed.csv"
    table.to_csv(path, index=False)
    return path


def test_convert_prints_json():
    assert json.loads(_run("convert", "se_to_sd", "SE=0.83", "n=10").stdout)["SD"] == pytest.approx(2.62469, rel=1e-5)
    combined = json.loads(_run("convert", "combine_groups", "n=10,12", "mean=4.2,5.9", "sd=1.1,1.6").stdout)
    assert combined["n"] == 22


def test_convert_lists_every_formula():
    assert _run("convert", "--list").stdout.count("\n") == 36


def test_convert_a_table(tmp_path):
    (tmp_path / "t.csv").write_text("study,SE,n\nA,0.83,10\nB,2.5,3\n")
    _run("convert", "se_to_sd", "--table", tmp_path / "t.csv", "-o", tmp_path / "out.csv")
    assert pd.read_csv(tmp_path / "out.csv")["SD"].tolist() == pytest.approx([2.62469045, 4.33012701])
    (tmp_path / "t.csv").write_text("study,SE,n\nA,0.83,10\nB,-2.5,3\n")
    with pytest.raises(ConversionError, match=r"t\.csv, line 3"):
        _run("convert", "se_to_sd", "--table", tmp_path / "t.csv")


def test_convert_refuses_what_is_no_number():
    with pytest.raises(UsageError, match="'SE=x' is not NAME=VALUE"):
        _run("convert", "se_to_sd", "SE=x")


def test_pool_prints_the_paper_and_writes_a_report(seed, tmp_path):
    out = tmp_path / "out"
    result = _run("pool", seed, "--vtype", "LS2", "--by", "route", "--mods", "followup_weeks", "-o", out)
    assert "2.3211" in result.stdout
    assert "NA: fewer than 3 experiments" in result.stdout
    document = json.loads((out / "results.json").read_text())
    assert document["shared_control"] == "as published"
    assert (out / "report.html").is_file()


def test_pool_with_split_and_with_modelled_controls(seed, tmp_path):
    split = _run("pool", seed, "--vtype", "LS2", "--shared-control", "split").stdout
    assert "1.5398 to 3.0843" in split
    _run("pool", seed, "--vtype", "LS2", "--shared-control", "covariance", "--json", tmp_path / "r.json")
    document = json.loads((tmp_path / "r.json").read_text())
    assert document["shared_control"] == "covariance"
    assert document["multilevel"]["components"] == ["study", "study/effect"]


def test_pool_refuses_wrong_usage(seed):
    with pytest.raises(UsageError, match="cannot be 'half'"):
        _run("pool", seed, "--shared-control", "half")
    with pytest.raises(UsageError, match="two texts"):
        _run("pool", seed, "--favours", "control")
    with pytest.raises(UsageError, match="no tau2 estimator 'XYZ'"):
        _run("pool", seed, "--tau2", "xyz")


ROWS = """figure,page,panel,kind,series,category,x,mean,error_low,error_high,dispersion,level,n,sd,mean_u,error_u
gu.png,,,bar,,Control,,7.2,0.9,0.9,unknown,,,,0.05,0.02
gu.png,,,bar,,CM,,11.9,1.1,1.1,unknown,,,,0.05,0.02
"""


def test_effects_from_rows_then_pool(tmp_path):
    (tmp_path / "rows.csv").write_text(ROWS)
    (tmp_path / "studies.csv").write_text("figure;study;n;dispersion;dose\ngu.png;Gu 2017;9;se;1,5\n")
    effects = tmp_path / "effects.csv"
    _run("effects", tmp_path / "rows.csv", "--studies", tmp_path / "studies.csv", "--control", "Control", "-o", effects)
    table = pd.read_csv(effects)
    assert list(table.columns[:12]) == [
        *("study", "comparison", "m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i", "measure", "yi", "vi", "sei")
    ]
    assert table["sd1i"][0] == pytest.approx(3.3)
    assert table["dose"][0] == 1.5
    assert "1 study" in _run("pool", effects).stdout


def test_effects_without_any_effect_end_with_1(tmp_path):
    (tmp_path / "rows.csv").write_text(ROWS)
    result = _run("effects", tmp_path / "rows.csv", "--control", "Control")
    assert result.exit_code == 1
    assert "not known what the error bar shows" in result.stderr


def test_risk_of_bias_and_flow(tmp_path):
    (tmp_path / "rob.csv").write_text("study,blinding,sequence\nA,low,low\nB,high,low\n")
    result = _run("rob", tmp_path / "rob.csv", "--fatal", "blinding", "-o", tmp_path / "rob")
    assert "B,high,low,high" in result.stdout
    assert (tmp_path / "rob" / "traffic_lights.svg").is_file()
    (tmp_path / "flow.csv").write_text("item,n\ndatabases,100\nduplicates,20\nscreened,70\n")
    flow = _run("prisma", tmp_path / "flow.csv", "-o", tmp_path / "flow.svg")
    assert "Screened: 70 records" in flow.stderr
