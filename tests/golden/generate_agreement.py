#!/usr/bin/python3
"""Writes the expected values of the agreement tests with NumPy and SciPy: agreement.csv.

    python3 tests/golden/generate_agreement.py

The analysis of variance is written here in the textbook's form (sums of squares by subtraction), the
quantiles are SciPy's.
"""

import numpy as np
from scipy import stats

from generate import write


def icc(ratings):
    """ICC(2,1) with the interval of McGraw & Wong 1996, table 7."""
    n, k = ratings.shape
    correction = ratings.sum() ** 2 / (n * k)
    total = (ratings**2).sum() - correction
    rows = (ratings.sum(axis=1) ** 2).sum() / k - correction
    columns = (ratings.sum(axis=0) ** 2).sum() / n - correction
    msr = rows / (n - 1)
    msc = columns / (k - 1)
    mse = (total - rows - columns) / ((n - 1) * (k - 1))
    value = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n)
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    v = (a * msc + b * mse) ** 2 / (
        (a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1))
    )
    upper = stats.f.ppf(0.975, n - 1, v)
    lower = stats.f.ppf(0.975, v, n - 1)
    rest = k * msc + (k * n - k - n) * mse
    return (
        value,
        n * (msr - upper * mse) / (upper * rest + n * msr),
        n * (lower * msr - mse) / (rest + n * lower * msr),
    )


def limits(x, y):
    """Bland & Altman 1999: bias, deviation, both limits, then the intervals of these three."""
    d = x - y
    n = d.size
    s = d.std(ddof=1)
    t = stats.t.ppf(0.975, n - 1)
    z = stats.norm.ppf(0.975)
    bias = d.mean()
    low, high = bias - z * s, bias + z * s
    margin = t * s * np.sqrt(1 / n + z**2 / (2 * (n - 1)))
    of_bias = t * s / np.sqrt(n)
    return (
        bias, s, low, high,
        bias - of_bias, bias + of_bias, low - margin, low + margin, high - margin, high + margin,
    )


def main():
    rng = np.random.default_rng(5)
    rows = []
    degrees = [(1, 1), (5, 15), (4.78, 5), (30, 2.5), (0.4, 7), (9, 0.7), (99, 120.5)]
    for d1, d2 in degrees:
        rows += [(f"f.{d1}.{d2}", [stats.f.ppf(p, d1, d2) for p in (0.025, 0.5, 0.975)])]
    for n, shift, noise in ((3, 0.0, 1.0), (12, 0.5, 0.4), (40, 2.0, 0.1), (25, 0.0, 5.0)):
        y = rng.normal(10, 1.5, n)
        x = y + shift + noise * rng.standard_normal(n)
        rows += [
            (f"pairs.{n}.x", x),
            (f"pairs.{n}.y", y),
            (f"pairs.{n}.mae", np.abs(x - y).mean()),
            (f"pairs.{n}.limits", limits(x, y)),
            (f"pairs.{n}.icc", icc(np.column_stack([x, y]))),
        ]
    write("agreement", rows)


if __name__ == "__main__":
    main()
