#!/usr/bin/python3
"""Writes the expected values of the tests of smoothness, intensity and local stability with NumPy and
SciPy.

To regenerate, with python3-numpy and python3-scipy installed:

    python3 tests/golden/generate_smoothness.py

Writes smoothness.csv next to this script; each line is a key and its numbers, separated by commas.
Everything is computed in the plainest way, all pairs and all frequencies, rather than as the library
does it. Written with NumPy 1.24 and SciPy 1.10; the last digits may differ with others.
"""

import pathlib

import numpy as np
from scipy import spatial, stats

HERE = pathlib.Path(__file__).parent


def walking(rng, seconds, rate_hz, stride_s):
    """Three axes of something like the trunk's acceleration; no two strides are alike."""
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    phase = 2 * np.pi * t / stride_s
    strength = 1 + 0.1 * np.interp(t, np.arange(0, seconds + 1), rng.standard_normal(int(seconds) + 1))
    vertical = strength * (2 * np.cos(2 * phase) + 0.8 * np.sin(4 * phase) + 0.3 * np.cos(phase))
    forward = strength * (1.5 * np.sin(2 * phase) + 0.5 * np.cos(6 * phase))
    left = strength * (1.1 * np.sin(phase) + 0.6 * np.cos(3 * phase))
    return np.stack([vertical, forward, left]) + 0.2 * rng.standard_normal((3, t.size))


def sparc(x, rate_hz, highest_hz=10.0, least_share=0.05, padding=4):
    size = int(2 ** (np.ceil(np.log2(x.size)) + padding))
    frequency = np.arange(size // 2 + 1) * rate_hz / size
    magnitude = np.abs(np.fft.rfft(x, size))
    magnitude /= magnitude.max()
    kept = np.flatnonzero((frequency <= highest_hz) & (magnitude >= least_share))
    curve = magnitude[kept[0] : kept[-1] + 1]
    run = 1 / (curve.size - 1)
    return -np.sum(np.sqrt(run**2 + np.diff(curve) ** 2))


def ldlj(axes, rate_hz):
    """Axes in rows."""
    time = axes.shape[1] / rate_hz
    jerk = np.diff(axes, axis=1) * rate_hz
    from_mean = axes - axes.mean(axis=1, keepdims=True)
    peak = np.max(np.linalg.norm(from_mean, axis=0))
    return -np.log(time / peak**2 * np.sum(jerk**2) / rate_hz)


def divergence(x, dimension, delay, exclusion, horizon):
    states = x.size - (dimension - 1) * delay - horizon
    rows = np.stack([x[k * delay : k * delay + states + horizon] for k in range(dimension)], axis=1)
    distance = spatial.distance.cdist(rows[:states], rows[:states])
    index = np.arange(states)
    distance[np.abs(index[:, None] - index) <= exclusion] = np.inf
    nearest = np.argmin(distance, axis=1)
    found = np.isfinite(distance[index, nearest])
    index, nearest = index[found], nearest[found]
    return np.array(
        [
            np.mean(np.log(np.linalg.norm(rows[index + t] - rows[nearest + t], axis=1)))
            for t in range(horizon + 1)
        ]
    )


def main():
    rng = np.random.default_rng(11)
    rows = []

    for i, (size, rate_hz) in enumerate([(2, 50), (55, 50), (64, 50), (130, 100), (40, 18)]):
        x = np.abs(rng.standard_normal(size)) + 1
        rows += [(f"arc{i}.rate", rate_hz), (f"arc{i}.x", x), (f"arc{i}.sparc", sparc(x, rate_hz))]

    for i, (axes, size) in enumerate([(1, 3), (1, 60), (2, 55), (3, 110)]):
        x = rng.standard_normal((axes, size)).cumsum(axis=1) + 9.81
        rows += [(f"jerk{i}.axis{k}", x[k]) for k in range(axes)]
        rows.append((f"jerk{i}.ldlj", ldlj(x, 50.0)))

    x = walking(rng, 14, 50, 1.0)[0]
    for i, case in enumerate([(5, 10, 50, 25), (1, 1, 0, 5), (3, 7, 100, 60), (2, 4, 20, 1)]):
        curve = divergence(x, *case)
        slope = stats.linregress(np.arange(curve.size), curve).slope
        rows += [(f"part{i}.params", case), (f"part{i}.mean_log", curve), (f"part{i}.slope", slope)]
    rows.append(("part.x", x))

    # A bout: strides from contact to contact of alternating feet, off the grid, the last one too long.
    rate_hz, start_s = 50, 3.25
    axes = walking(rng, 12, rate_hz, 1.06) + np.array([[0.2], [-0.3], [0.1]])
    times = start_s + np.arange(axes.shape[1]) / rate_hz
    starts = start_s + 0.013 + np.arange(20) * 0.53
    ends = starts + 1.06
    ends[-1] += 3
    whole = [(times >= a) & (times < b) for a, b in zip(starts[:-1], ends[:-1])]
    parts = [axes[:, w] for w in whole]
    arcs = [sparc(np.linalg.norm(p, axis=0), rate_hz) for p in parts]
    jerks = [ldlj(p, rate_hz) for p in parts]
    mean = np.concatenate(parts, axis=1).mean(axis=1, keepdims=True)
    squares = np.array([np.mean((p - mean) ** 2, axis=1) for p in parts])
    rms = np.sqrt(squares.mean(axis=0))
    ratio = rms / np.linalg.norm(rms)
    rows += [
        ("bout.start", start_s),
        ("bout.vertical", axes[0]),
        ("bout.forward", axes[1]),
        ("bout.left", axes[2]),
        ("bout.starts", starts),
        ("bout.ends", ends),
        ("bout.sparc", arcs),
        ("bout.ldlj", jerks),
        ("bout.rms", rms),
        ("bout.ratio", ratio),
    ]

    lines = []
    for key, numbers in rows:
        numbers = np.atleast_1d(np.asarray(numbers, dtype=float))
        lines.append(",".join([key] + [f"{v:.17g}" for v in numbers]))
    (HERE / "smoothness.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
