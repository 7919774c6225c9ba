#!/usr/bin/python3
"""Writes the expected values of the tests of harmonic ratios and of the sway path, with NumPy and SciPy.

To regenerate, with python3-numpy and python3-scipy installed:

    python3 tests/golden/generate_trunk.py

Writes harmonic_ratio.csv and sway.csv next to this script, as generate.py does.
"""

import numpy as np
from scipy import signal

from generate import write


def harmonic_ratio(rng):
    """Trunk accelerations of strides that are and are not a whole number of values."""
    rate = 50.0
    rows = [("rate", rate)]
    whole = 1.06 + np.cumsum(np.concatenate([[0], rng.integers(51, 62, 8)])) / rate
    uneven = 0.413 + np.cumsum(np.concatenate([[0], rng.uniform(0.72, 1.4, 9)]))
    for name, contacts in (("whole", whole), ("uneven", uneven)):
        t = 0.4 + np.arange(int((contacts[-1] + 0.3) * rate)) / rate
        phase = np.interp(t, contacts, np.arange(contacts.size))
        axes = []
        for intrinsic in (0, 0, 1):  # of harmonics: even for vertical and forward, odd for left
            x = 0.3 * rng.standard_normal(t.size)
            for k in range(1, 9):
                a = (1.5 if k % 2 == intrinsic else 0.4) / k
                x += a * np.cos(2 * np.pi * k * phase + rng.uniform(0, 2 * np.pi))
            axes.append(x)
        rows += [(f"{name}.contacts", contacts), (f"{name}.start", t[0])]
        for axis, x in zip(("vertical", "forward", "left"), axes):
            ratios, shares = [], []
            for start, end in zip(contacts[:-1], contacts[1:]):
                inside = (t > start - 1e-9) & (t < end - 1e-9)
                harmonics = min(20, int(0.4 * rate * (end - start) + 1e-6))
                k = np.arange(1, harmonics - harmonics % 2 + 1)
                if name == "whole":
                    amplitude = np.abs(np.fft.rfft(x[inside]))[k]
                else:
                    turns = np.outer(2 * np.pi * (t[inside] - start) / (end - start), k)
                    columns = np.hstack([np.ones((inside.sum(), 1)), np.cos(turns), np.sin(turns)])
                    fit = np.linalg.lstsq(columns, x[inside], rcond=None)[0]
                    amplitude = np.hypot(fit[1 : k.size + 1], fit[k.size + 1 :])
                mine = k % 2 == (1 if axis == "left" else 0)
                ratios.append(amplitude[mine].sum() / amplitude[~mine].sum())
                shares.append(100 * (amplitude[mine] ** 2).sum() / (amplitude**2).sum())
            rows += [
                (f"{name}.{axis}", x),
                (f"{name}.{axis}.ratio", np.mean(ratios)),
                (f"{name}.{axis}.improved", np.mean(shares)),
            ]
    write("harmonic_ratio", rows)


def sway(rng):
    t = np.arange(900) / 50
    forward = 1.2 * np.sin(2 * np.pi * 1.9 * t) + 0.3 * rng.standard_normal(t.size)
    left = 0.9 * np.cos(2 * np.pi * 0.95 * t) + 0.3 * rng.standard_normal(t.size)
    sos = signal.butter(4, 3.5, fs=50, output="sos")
    x, y = (signal.sosfiltfilt(sos, a) for a in (forward, left))
    contacts = np.array([1.03, 2.1, 3.22, 4.2, 5.31, 6.3, 7.45])
    paths = []
    for start, end in zip(contacts[:-1], contacts[1:]):
        inside = np.flatnonzero((t > start - 1e-9) & (t < end - 1e-9))
        length = np.hypot(np.diff(x[inside]), np.diff(y[inside])).sum()
        paths.append(length / ((inside.size - 1) / 50))
    write(
        "sway",
        [
            ("forward", forward),
            ("left", left),
            ("contacts", contacts),
            ("paths", np.array(paths)),
        ],
    )


if __name__ == "__main__":
    harmonic_ratio(np.random.default_rng(21))
    sway(np.random.default_rng(22))
