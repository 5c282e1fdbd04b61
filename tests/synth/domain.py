"""What the generated figures talk about: outcomes, groups and times of preclinical spinal cord and bone studies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """An axis title and the size of values it usually carries; `whole` where only integers make sense as ticks."""

    title: str
    top: float


OUTCOMES = (
    Outcome("BBB score", 21),
    Outcome("BBB locomotor score", 18),
    Outcome("New bone area (%)", 60),
    Outcome("VEGF (pg/mL)", 900),
    Outcome("VEGF concentration (pg/ml)", 2400),
    Outcome("IL-6 (ng/mL)", 0.08),
    Outcome("TNF-α (pg/mL)", 140),
    Outcome("Bone volume (mm3)", 2.4),
    Outcome("BV/TV (%)", 45),
    Outcome("Optical density", 1.2),
    Outcome("Weight (g)", 320),
    Outcome("Latency (s)", 55),
    Outcome("Lesion area (mm2)", 3.2),
    Outcome("Cell number (x1000)", 38),
    Outcome("Cell viability (%)", 110),
    Outcome("Relative expression (fold)", 6),
    Outcome("Removal torque (N cm)", 11),
    Outcome("BDNF (pg/mg protein)", 260),
    Outcome("GFAP positive area (%)", 28),
    Outcome("Basso score", 9),
    Outcome("Axon number", 1500),
    Outcome("ALP activity (U/L)", 95),
    Outcome("Myelinated fibers", 4200),
    Outcome("Caspase-3 / β-actin", 1.6),
    Outcome("Cavity volume (mm³)", 7.5),
    Outcome("Escape latency (s)", 85),
    Outcome("Platelets per µL", 420000),
)
CHANGES = (
    Outcome("Change from baseline (%)", 40),
    Outcome("Difference (points)", 12),
    Outcome("Δ weight (g)", 25),
    Outcome("Change in BMD (%)", 6),
    Outcome("Z score", 2.5),
    Outcome("log2 fold change", 3),
    Outcome("Net flux", 0.06),
)
GROUPS = (
    "Sham",
    "Control",
    "SCI",
    "Vehicle",
    "Saline",
    "PBS",
    "DMEM",
    "CM",
    "MSC",
    "MSC-CM",
    "SCI + CM",
    "SCI+MSC",
    "NCM",
    "HCM",
    "SFM",
    "WT",
    "KO",
    "Low dose",
    "High dose",
    "Drug A",
    "Drug B",
    "hAd-MSC",
    "BMSC",
    "Defect",
    "CM + anti-VEGF",
    "Laminectomy",
    "Exosome",
    "Scaffold",
    "BMP-2",
    "TCP",
    "Autograft",
    "Empty",
    "OVX",
    "C",
    "T1",
    "T2",
    "T3",
    "N",
    "NP",
)
TIMES = (
    ("1 wk", "2 wk", "4 wk", "8 wk"),
    ("Week 2", "Week 4", "Week 8"),
    ("Day 1", "Day 3", "Day 7", "Day 14", "Day 28"),
    ("3 d", "7 d", "14 d", "28 d"),
    ("Baseline", "Post"),
    ("24 h", "48 h", "72 h"),
    ("1", "3", "7", "14"),
    ("Pre", "1 month", "3 months", "6 months"),
    ("4 weeks", "12 weeks"),
    ("AUG-01", "FEB-02", "AUG-02", "FEB-03"),
)
COURSES = (
    ("Weeks after injury", (0, 1, 2, 3, 4, 5, 6)),
    ("Weeks", (1, 2, 3, 4, 6, 8)),
    ("Days post-injury", (1, 3, 7, 14, 21, 28)),
    ("Days", (0, 7, 14, 21, 28, 35)),
    ("Time (h)", (0, 2, 4, 8, 12, 24)),
    ("Time after surgery (weeks)", (0, 2, 4, 8, 12)),
    ("Post-operative day", (1, 5, 10, 15, 20, 25, 30)),
    ("Age (weeks)", (8, 11, 16, 24, 27, 31, 39)),
    ("Dose (mg/kg)", (0, 5, 10, 20, 40)),
    ("Months", (0, 1, 3, 6, 12)),
    ("Weeks post-SCI", (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
)
COUNTS = (
    Outcome("CFU/mL", 1e5),
    Outcome("Viral copies/mL", 1e6),
    Outcome("Antibody titre", 1e4),
    Outcome("mRNA copies", 1e3),
)
X_TITLES = ("Age (weeks)", "Body mass (g)", "Dose (mg)", "Time (min)", "Bone mineral density (mg/cm3)")
LETTERS = ("a", "b", "c", "ab", "bc", "d", "A", "B", "a'")
STARS = ("*", "**", "***", "#", "†", "ns", "##")
BRACKET_TEXTS = ("*", "**", "***", "ns", "P = 0.03", "p<0.01")
