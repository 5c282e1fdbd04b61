"""The eleven BBB time courses of the seed review: the last time point of each arm is the review's row.

The arm-level rows are synthetic (see seed_review/README.md); the courses before the last time point are invented here.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
from drawing.model import Chart, ChartSeries, NumberAxis, Value
from review_courses import COURSES, Course
from sample import Arm, Sample, write_table

NOTICE = (
    "The arm-level means and errors at the last time point are SYNTHETIC: solved for so that the analysis prints the "
    "tables of Sarveazad et al. 2022, Spine Surg Relat Res 6(5):433-442. They are not the authors' data."
)
Row = dict[str, str]


def review_samples(rows_csv: Path) -> tuple[Sample, ...]:
    """Return the eleven figures, made from the review's rows."""
    with rows_csv.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return tuple(_sample(course, [r for r in rows if r["study"] == course.study]) for course in COURSES)


def _sample(course: Course, rows: list[Row]) -> Sample:
    arms = _arms(course, rows)
    series = tuple(
        ChartSeries(name, _course(course, arm, k)) for k, (name, arm) in enumerate(zip(course.names, arms, strict=True))
    )
    ticks = tuple(round(k * course.step, 6) for k in range(round(course.top / course.step) + 1))
    y = NumberAxis("BBB score", (0.0, course.top), ticks)
    margin = 0.05 * (course.times[-1] - course.times[0])
    x = NumberAxis(course.title, (course.times[0] - margin, course.times[-1] + margin), course.times)
    return Sample(
        course.study.split()[0].lower().replace("-", "_"),
        Chart("line", y, series, x=x),
        course.style,
        course.teaches,
        rows[0]["error_type"].lower(),
        None,
        course.wear,
        arms=tuple(a[0] for a in arms),
        notice=NOTICE,
        more={
            "study": course.study,
            "followup_weeks": float(rows[0]["followup_weeks"]),
            "last_time": course.times[-1],
            "dodge": course.style.dodge,
        },
    )


def _arms(course: Course, rows: list[Row]) -> list[tuple[Arm, float, float]]:
    """Return (arm, mean, error) of the treated arms in the rows' order, then of the control they share."""
    out = [(Arm(course.study, r["arm"], "treatment", int(r["n1i"])), float(r["m1i"]), float(r["err1i"])) for r in rows]
    control = rows[0]
    return [
        *out,
        (Arm(course.study, "", "control", int(control["n2i"])), float(control["m2i"]), float(control["err2i"])),
    ]


def _course(course: Course, arm: tuple[Arm, float, float], order: int) -> tuple[Value, ...]:
    """Return a recovery that ends exactly at the row's mean and error; earlier errors grow towards it."""
    role, mean, error = arm[0].role, arm[1], arm[2]
    times = np.asarray(course.times, float)
    t = (times - times[0]) / (times[-1] - times[0])
    rate = 2.2 - 0.5 * order
    rise = (1 - np.exp(-rate * t)) / (1 - np.exp(-rate))
    wave = 1 + 0.03 * np.sin(5 * t + 2 * order) * (1 - t)
    means = (0.06 + 0.94 * rise) * wave * mean
    errors = np.minimum(error * (0.45 + 0.55 * t), 0.8 * means)
    values = [
        Value(round(float(m), 4), round(float(e), 4), x=float(x)) for m, e, x in zip(means, errors, times, strict=True)
    ]
    values[-1] = Value(mean, error, x=float(times[-1]))
    if course.outward:  # away from the other line, so that whiskers never overlap
        values = [
            replace(v, err_low=0.0) if role == "treatment" else replace(v, err=None, err_low=v.err) for v in values
        ]
    return tuple(values)


_MODERATORS = (
    *("severity", "cell_source", "antibiotic", "protocol", "route", "medium", "graft"),
    *("amount_ul", "amount_group", "followup_weeks", "followup_group", "rob"),
)


def write_studies_table(samples: tuple[Sample, ...], rows_csv: Path, path: Path) -> None:
    """Write the studies table that ``figpool effects --studies`` takes: roles, sizes, the time taken, moderators."""
    with rows_csv.open(newline="", encoding="utf-8") as file:
        rows = {(r["study"], r["arm"]): r for r in csv.DictReader(file)}
    lines = []
    for s in samples:
        for series, arm in zip(s.chart.series, s.arms, strict=True):
            line: Row = {"figure": s.image, "series": series.name, "study": arm.study, "role": arm.role}
            line |= {"comparison": arm.arm, "n": str(arm.n), "dispersion": s.dispersion}
            line["at"] = f"{s.more['last_time']:g}"
            row = rows.get((arm.study, arm.arm), {}) if arm.role == "treatment" else {}
            line |= {name: row.get(name, "") for name in _MODERATORS}
            route = row.get("route", "")
            line["route_group"] = route if route in {"", "IT", "IP"} else "other"
            lines.append(line)
    write_table(path, lines)


def write_series_table(samples: tuple[Sample, ...], path: Path) -> None:
    """Write one line for every series of every figure: what joins figure rows to the review's rows."""
    lines = [
        {
            "figure": s.image,
            "series": series.name,
            "study": arm.study,
            "arm": arm.arm,
            "role": arm.role,
            "n": arm.n,
            "dispersion": s.dispersion,
            "last_time": s.more["last_time"],
        }
        for s in samples
        for series, arm in zip(s.chart.series, s.arms, strict=True)
    ]
    write_table(path, lines)
