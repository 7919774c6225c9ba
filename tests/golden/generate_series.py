#!/usr/bin/python3
"""Writes the expected values for means in order of time and for standard deviations: series.csv.

    python3 tests/golden/generate_series.py

The margins of means come from SciPy's orthonormal cosine transform, those of standard deviations from
its chi-squared distribution and a root finder.
"""

import numpy as np
from scipy import optimize, stats
from scipy.fft import dct

from generate import write


def terms(n):
    return min(n - 1, max(2, int(round(0.4 * n ** (2 / 3)))))


def mean_margin(x):
    n, k = len(x), terms(len(x))
    cosines = dct(x - np.mean(x), norm="ortho")[1 : k + 1]
    return stats.t.ppf(0.975, k) * np.sqrt(np.mean(cosines**2) / n)


def stddev_margin(nu):
    def missing(m):
        upper = stats.chi2.cdf(nu / (1 - m) ** 2, nu) if m < 1 else 1
        return upper - stats.chi2.cdf(nu / (1 + m) ** 2, nu) - 0.95

    return optimize.brentq(missing, 1e-3, 50, xtol=1e-12)


def main():
    rng = np.random.default_rng(5)
    series = {
        "alternating": np.tile([0.5, 0.6], 3),
        "cycling": np.array([1.0, 1.1, 1.2, 1.1, 1.0, 1.1, 1.2, 1.1, 1.0, 1.1]),
        "outlier": np.append(np.full(20, 0.5), 1.55),
        "normal": rng.normal(0.55, 0.03, 40),
        "walk": 0.55 + np.cumsum(rng.normal(0, 0.01, 150)),
    }
    rows = []
    for name, x in series.items():
        rows += [(f"{name}.values", x), (f"{name}.margin", mean_margin(x))]
    degrees = np.array([1, 1.5, 2, 3, 5, 8, 11, 29, 99, 1000])
    rows += [
        ("stddev.degrees", degrees),
        ("stddev.margins", [stddev_margin(nu) for nu in degrees]),
        ("chi2.x", [1, 11.07, 0.5, 120, 60]),
        ("chi2.degrees", [1, 5, 7.3, 100, 100]),
        ("chi2.below", stats.chi2.cdf([1, 11.07, 0.5, 120, 60], [1, 5, 7.3, 100, 100])),
    ]
    write("series", rows)


if __name__ == "__main__":
    main()
