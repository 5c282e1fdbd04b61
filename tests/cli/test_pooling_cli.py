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


ROB = """study,blinding,sequence
Asadi-Golshan 2018,low,low
Borhani-Haghighi 2020,high,low
Cantinieux 2013,low,low
Chen 2019,low,low
Chudickova 2019,low,low
Cizkova 2018,unclear,low
Gu 2017,low,low
Kanekiyo 2018,high,low
Khoshsirafat 2018,low,low
Tsai 2019,no,low
Yeng 2016,low,low
"""


def test_pool_with_everything_it_can_do(seed, tmp_path):
    (tmp_path / "rob.csv").write_text(ROB)
    out = tmp_path / "out"
    result = _run(
        *("pool", seed, "--vtype", "ls2", "--shared-control", "covariance", "--permutations", "50"),
        *("--rob", tmp_path / "rob.csv", "--fatal", "blinding", "--common-tau2", "--by", "severity"),
        *("--mods", "followup_weeks + C(graft)", "--gosh", "60", "-o", out),
    )
    for words in (
        "Egger's test (predictor sqrtn1n2)",
        "Multilevel model with the covariance of shared controls: mean 2.3385 (1.5248 to 3.1522)",
        "Cluster-robust (CR2, 11 clusters)",
        "Selection model (steps 0.025): mean 1.6690 (0.0292 to 3.3089)",
        "Risk of bias, low: k = 9, ",
        "Variance inflation: followup_weeks",
        "Permutation test (50 permutations",
    ):
        assert words in result.stdout
    names = {path.name for path in out.iterdir()}
    assert {"gosh.svg", "labbe.svg", "traffic_lights.svg", "bubble_followup_weeks.svg"} <= names
    page = (out / "report.html").read_text()
    assert "The covariance of comparisons that share a control group was modelled" in page
    document = json.loads((out / "results.json").read_text())
    assert document["selection_model"]["LRT_df"] == 1
    assert document["risk_of_bias"]["low"]["k"] == 9


def test_pool_beside_a_printed_table(seed, tmp_path):
    (tmp_path / "p.csv").write_text(
        "table,by,level,k,estimate,ci_lb,ci_ub\nT1,,overall,13,2.32,1.55,3.09\nT1,graft,xenogeneic,6,1.98,0.62,3.14\n"
    )
    text = _run("pool", seed, "--vtype", "LS2", "--printed", tmp_path / "p.csv", "-o", tmp_path / "out").stdout
    assert "1 of 2 lines are the printed ones" in text
    assert "off 0.10" in text
    assert len(pd.read_csv(tmp_path / "out" / "printed_tables.csv")) == 2


def test_the_direction_of_benefit_goes_from_effects_to_pool(tmp_path):
    (tmp_path / "rows.csv").write_text(ROWS)
    effects = tmp_path / "effects.csv"
    _run(
        *("effects", tmp_path / "rows.csv", "--control", "Control", "--n", "9", "--dispersion", "se"),
        *("--better", "lower", "-o", effects),
    )
    table = pd.read_csv(effects)
    assert table["yi"][0] < 0
    assert table["better"][0] == "lower"
    anew = _run("pool", effects, "--vtype", "UB", "--json", tmp_path / "r.json")
    assert anew.exit_code == 0
    assert json.loads((tmp_path / "r.json").read_text())["overall"]["beta"][0] == pytest.approx(table["yi"][0])


def test_pool_refuses_unknown_formats_before_the_work(seed, tmp_path):
    with pytest.raises(UsageError, match="--format cannot be 'tiff'"):
        _run("pool", seed, "--format", "tiff", "-o", tmp_path / "out")
    with pytest.raises(UsageError, match="--steps holds 'x'"):
        _run("pool", seed, "--steps", "x")
    assert not (tmp_path / "out").exists()


def test_the_direction_of_benefit_may_differ_by_outcome(tmp_path):
    both = ROWS + ROWS.partition("\n")[2].replace("gu.png", "li.png")
    (tmp_path / "rows.csv").write_text(both)
    (tmp_path / "studies.csv").write_text("figure,better\ngu.png,lower\nli.png,higher\n")
    effects = tmp_path / "effects.csv"
    _run(
        *("effects", tmp_path / "rows.csv", "--studies", tmp_path / "studies.csv", "--control", "Control"),
        *("--n", "9", "--dispersion", "se", "-o", effects),
    )
    table = pd.read_csv(effects)
    assert table["yi"].tolist() == pytest.approx([-table["yi"][1], table["yi"][1]])
    for options in ((), ("--vtype", "LS")):
        _run("pool", effects, *options, "--json", tmp_path / "r.json")
        overall = json.loads((tmp_path / "r.json").read_text())["overall"]
        assert overall["yi"] == pytest.approx(table["yi"].tolist())


def test_the_measure_is_the_tables_where_none_is_asked_for(seed, tmp_path):
    ready = tmp_path / "ready.csv"
    ready.write_text("study,yi,vi\nA,0.1,0.02\nB,0.4,0.03\nC,0.2,0.02\nC,0.2,0.02\n")
    _run("pool", ready, "--json", tmp_path / "r.json")
    document = json.loads((tmp_path / "r.json").read_text())
    assert document["measure"] == "GEN"
    assert any("The same row more than once: C" in text for text in document["warnings"])
    _run("pool", seed, "--json", tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text())["measure"] == "SMD"
    ready.write_text("study,measure,yi,vi\nA,OR,0.1,0.02\nB,OR,0.4,0.03\nC,OR,0.2,0.02\n")
    _run("pool", ready, "--json", tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text())["measure"] == "OR"
    ready.write_text("study,measure,yi,vi\nA,OR,0.1,0.02\nB,RR,0.4,0.03\nC,OR,0.2,0.02\n")
    with pytest.raises(UsageError, match="several measures: OR, RR"):
        _run("pool", ready)
