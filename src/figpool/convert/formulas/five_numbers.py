"""Median, quartiles and range -> mean and SD (Hozo 2005, Wan 2014, Luo 2018, Shi 2020)."""

from __future__ import annotations

from math import sqrt

from figpool.convert.formulas.spread import check_n
from figpool.convert.quantiles import normal_order_mean, normal_quantile
from figpool.convert.registry import conversion

_HOZO = "Hozo, Djulbegovic & Hozo 2005 BMC Med Res Methodol 5:13"
_WAN = "Wan, Wang, Liu & Tong 2014 BMC Med Res Methodol 14:135"
_LUO = "Luo, Wan, Liu & Tong 2018 Stat Methods Med Res 27:1785"
_SHI = "Shi, Luo, Weng et al. 2020 Res Synth Methods 11:641"
_EXACT_UP_TO = 2000


def _range_z(n: float) -> float:
    check_n(n, 2)
    return normal_quantile((n - 0.375) / (n + 0.25))


def _quartile_z(n: float) -> float:
    check_n(n, 2)
    return normal_quantile((0.75 * n - 0.125) / (n + 0.25))


def range_divisor(n: float) -> float:
    """Wan's xi(n): expected range of n normal values in SDs (eq. 9)."""
    return 2 * _range_z(n)


def quartile_divisor(n: float) -> float:
    """Wan's eta(n): expected interquartile range of n normal values in SDs (eq. 16)."""
    return 2 * _quartile_z(n)


@conversion("mean = (a+2m+b)/4 + (a-2m+b)/(4n), n > 25: the median; SD by n: <= 15, <= 70, above", _HOZO)
def hozo_range(a: float, m: float, b: float, n: float) -> dict[str, float]:
    """Minimum, median, maximum to mean and SD."""
    eq4 = (a + 2 * m + b) / 4
    small = sqrt(((a - 2 * m + b) ** 2 / 4 + (b - a) ** 2) / 12)
    large = (b - a) / 4 if n <= 70 else (b - a) / 6
    return {
        "mean_eq3": eq4,
        "mean_eq4": eq4 + (a - 2 * m + b) / (4 * n),
        "mean_recommended": eq4 if n <= 25 else m,
        "SD": small if n <= 15 else large,
    }


@conversion("mean = (a+2m+b)/4; SD = (b-a)/xi(n)", _WAN + ", eq. 2, 7, 9")
def wan_s1_range(a: float, m: float, b: float, n: float) -> dict[str, float]:
    """Minimum, median, maximum to mean and SD; xi approximated and by exact order statistics."""
    out = {"mean_eq3": (a + 2 * m + b) / 4, "SD_approx": (b - a) / range_divisor(n)}
    if float(n).is_integer() and n <= _EXACT_UP_TO:
        xi = 2 * normal_order_mean(int(n), int(n))
        out |= {"SD_exact": (b - a) / xi, "xi_exact": xi}
    return out


@conversion("mean = (a+2q1+2m+2q3+b)/8; SD = [(b-a)/xi+(q3-q1)/eta]/2", _WAN + ", eq. 10, 12, 13")
def wan_s2_range_iqr(a: float, q1: float, m: float, q3: float, b: float, n: float) -> dict[str, float]:
    """Five-number summary to mean and SD."""
    return {
        "mean": (a + 2 * q1 + 2 * m + 2 * q3 + b) / 8,
        "SD_approx": ((b - a) / range_divisor(n) + (q3 - q1) / quartile_divisor(n)) / 2,
    }


@conversion("mean = (q1+m+q3)/3; SD = (q3-q1)/eta(n)", _WAN + ", eq. 14, 15, 16")
def wan_s3_iqr(q1: float, m: float, q3: float, n: float) -> dict[str, float]:
    """Quartiles to mean and SD; with the Handbook's divisor 1.35 and, for n = 4Q+1, the exact one beside."""
    out = {
        "mean": (q1 + m + q3) / 3,
        "SD_approx": (q3 - q1) / quartile_divisor(n),
        "SD_cochrane": (q3 - q1) / 1.35,
    }
    if float(n).is_integer() and int(n) % 4 == 1 and n <= _EXACT_UP_TO:
        eta = 2 * normal_order_mean(3 * (int(n) // 4) + 1, int(n))
        out |= {"SD_exact": (q3 - q1) / eta, "eta_exact": eta}
    return out


@conversion("mean = w (a+b)/2 + (1-w) m, w = 4/(4+n^.75)", _LUO + ", eq. 7")
def luo_s1(a: float, m: float, b: float, n: float) -> dict[str, float]:
    """Minimum, median, maximum to the mean."""
    weight = 4 / (4 + n**0.75)
    return {"mean": weight * (a + b) / 2 + (1 - weight) * m}


@conversion("mean = (.7+.39/n)(q1+q3)/2+(.3-.39/n)m", _LUO + ", eq. 11")
def luo_s2_iqr(q1: float, m: float, q3: float, n: float) -> dict[str, float]:
    """Quartiles to the mean."""
    return {"mean": (0.7 + 0.39 / n) * (q1 + q3) / 2 + (0.3 - 0.39 / n) * m}


@conversion(
    "mean = w1 (a+b)/2 + w2 (q1+q3)/2 + (1-w1-w2) m, w1 = 2.2/(2.2+n^.75), w2 = .7-.72/n^.55", _LUO + ", eq. 15"
)
def luo_s3_five(a: float, q1: float, m: float, q3: float, b: float, n: float) -> dict[str, float]:
    """Five-number summary to the mean."""
    outer, inner = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
    return {"mean": outer * (a + b) / 2 + inner * (q1 + q3) / 2 + (1 - outer - inner) * m}


@conversion("SD = (b-a)/th1+(q3-q1)/th2; th1 = (2+.14 n^.6) z_r; th2 = (2+2/(.07 n^.6)) z_q", _SHI + ", eq. 11")
def shi_five(a: float, q1: float, m: float, q3: float, b: float, n: float) -> dict[str, float]:
    """Five-number summary to SD; the median `m` does not enter, but all five numbers are one input."""
    th1 = (2 + 0.14 * n**0.6) * _range_z(n)
    th2 = (2 + 2 / (0.07 * n**0.6)) * _quartile_z(n)
    return {"SD": (b - a) / th1 + (q3 - q1) / th2}


@conversion("(q1+q3-2m)/(q3-q1)", "Bowley's quartile skewness; beyond 0.2 or so doubt the normal formulas")
def bowley_skew_flag(q1: float, m: float, q3: float) -> dict[str, float]:
    """Quartile skewness, a warning that mean and SD will describe the data badly."""
    return {"bowley": (q1 + q3 - 2 * m) / (q3 - q1)}
