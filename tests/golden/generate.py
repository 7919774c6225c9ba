#!/usr/bin/python3
"""Writes the expected values of the math and dsp tests with NumPy and SciPy.

To regenerate, with python3-numpy and python3-scipy installed:

    python3 tests/golden/generate.py

Writes <topic>.csv next to this script. Each line is a key and its numbers, separated by commas.
Written with NumPy 1.24 and SciPy 1.10; the numbers may differ in the last digits with others.
"""

import pathlib

import numpy as np
from scipy import signal, stats

HERE = pathlib.Path(__file__).parent


def write(topic, rows):
    lines = []
    for key, numbers in rows:
        numbers = np.atleast_1d(np.asarray(numbers, dtype=float))
        lines.append(",".join([key] + [f"{v:.17g}" for v in numbers]))
    (HERE / f"{topic}.csv").write_text("\n".join(lines) + "\n")


def walking(rng, seconds, rate_hz):
    """Something like vertical acceleration: two harmonics, noise and gravity."""
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    x = 9.81 + 2.0 * np.sin(2 * np.pi * 1.8 * t) + 0.7 * np.cos(2 * np.pi * 3.6 * t + 0.4)
    return x + 0.5 * rng.standard_normal(t.size)


def statistics(rng):
    rows = []
    for size in (1, 2, 5, 10, 51):
        x = rng.normal(0.6, 0.05, size)
        p = np.array([0, 0.025, 0.25, 0.5, 0.75, 0.9, 1])
        rows += [
            (f"{size}.values", x),
            (f"{size}.mean", np.mean(x)),
            (f"{size}.median", np.median(x)),
            (f"{size}.mad", stats.median_abs_deviation(x)),
            (f"{size}.probabilities", p),
            (f"{size}.quantiles", np.quantile(x, p)),
        ]
    angles = rng.uniform(2.0, 4.5, 20)
    rows += [
        ("angles", angles),
        ("circular_mean", stats.circmean(angles, high=np.pi, low=-np.pi)),
        ("resultant_length", np.abs(np.mean(np.exp(1j * angles)))),
    ]
    degrees = np.concatenate([np.arange(1, 41), [60, 120, 1000, 100000]])
    rows += [("t.degrees", degrees), ("t.quantiles", stats.t.ppf(0.975, degrees))]
    write("statistics", rows)


# kind (0 low-pass, 1 high-pass, 2 band-pass), order, low, high, rate; one cutoff stands in low
BUTTERWORTH = [
    (0, 1, 5, 0, 100),
    (0, 2, 3, 0, 100),
    (0, 4, 20, 0, 100),
    (0, 5, 10, 0, 104.17),
    (0, 16, 17, 0, 100),
    (0, 4, 0.1, 0, 200),
    (1, 1, 0.5, 0, 50),
    (1, 2, 0.1, 0, 100),
    (1, 4, 0.5, 0, 100),
    (1, 7, 20, 0, 64),
    (1, 16, 30, 0, 100),
    (2, 1, 0.7, 3, 100),
    (2, 2, 0.5, 10, 100),
    (2, 3, 0.5, 3, 100),
    (2, 3, 0.1, 45, 100),
    (2, 4, 1, 2, 128),
    (2, 8, 5, 20, 100),
]


def sections(kind, order, low, high, rate):
    band = [low, high] if kind == 2 else low
    name = ("lowpass", "highpass", "bandpass")[kind]
    return signal.butter(order, band, name, fs=rate, output="sos")


def butterworth(rng):
    rows = []
    impulse = np.zeros(40)
    impulse[0] = 1
    x = walking(rng, 0.4, 100)
    rows.append(("input", x))
    for i, case in enumerate(BUTTERWORTH):
        sos = sections(*case)
        rate = case[4]
        frequency = np.array([0, 0.01, 0.1, 0.2, 0.3, 0.4, 0.49]) * rate
        _, gain = signal.sosfreqz(sos, frequency, fs=rate)
        rows += [
            (f"{i}.design", case),
            (f"{i}.frequency", frequency),
            (f"{i}.real", gain.real),
            (f"{i}.imaginary", gain.imag),
            (f"{i}.impulse", signal.sosfilt(sos, impulse)),
            (f"{i}.primed", signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]),
        ]
    write("butterworth", rows)


def zero_phase(rng):
    x = walking(rng, 1.5, 100)
    rows = [("input", x)]
    for i, case in enumerate(BUTTERWORTH):
        rows += [(f"{i}.design", case), (f"{i}.output", signal.sosfiltfilt(sections(*case), x))]
    write("zero_phase", rows)


def fir():
    # kind, length, low, high, rate, beta of a Kaiser window or -1 for Hamming
    cases = [
        (0, 1, 5, 0, 100, -1),
        (0, 31, 5, 0, 100, -1),
        (0, 51, 20, 0, 102.4, 8.6),
        (0, 21, 10, 0, 100, 0),
        (1, 31, 5, 0, 100, -1),
        (1, 101, 0.5, 0, 50, 5),
        (2, 61, 5, 20, 100, -1),
        (2, 201, 0.5, 3, 100, 6),
    ]
    rows = []
    for i, (kind, length, low, high, rate, beta) in enumerate(cases):
        taps = signal.firwin(
            length,
            [low, high] if kind == 2 else low,
            window="hamming" if beta < 0 else ("kaiser", beta),
            pass_zero=("lowpass", "highpass", "bandpass")[kind],
            fs=rate,
        )
        rows += [(f"{i}.design", (kind, length, low, high, rate, beta)), (f"{i}.taps", taps)]
    # length, order, derivative, rate
    cases = [(5, 2, 0, 1), (7, 3, 1, 50), (21, 2, 1, 100), (21, 5, 0, 100), (41, 8, 1, 100)]
    for i, (length, order, derivative, rate) in enumerate(cases):
        taps = signal.savgol_coeffs(length, order, deriv=derivative, delta=1 / rate)
        rows += [
            (f"smooth{i}.design", (length, order, derivative, rate)),
            (f"smooth{i}.taps", taps),
        ]
    attenuation = np.array([10, 21, 30, 50, 60, 90])
    rows += [
        ("attenuation", attenuation),
        ("beta", [signal.kaiser_beta(a) for a in attenuation]),
        ("length", [signal.kaiserord(a, 0.05)[0] for a in attenuation]),
    ]
    write("fir", rows)


def spectrum(rng):
    x = walking(rng, 3.0, 100)
    y = np.roll(x, 4) + 0.3 * rng.standard_normal(x.size)
    rows = [("x", x), ("y", y)]
    for length in (2, 64, 75, 256, 1000):
        n = min(length, x.size)
        frequency, power = signal.welch(x, 100, nperseg=n)
        _, cross = signal.csd(x, y, 100, nperseg=n)
        rows += [
            (f"{length}.frequency", frequency),
            (f"{length}.power", power),
            (f"{length}.real", cross.real),
            (f"{length}.imaginary", cross.imag),
        ]
    write("spectrum", rows)


def autocorrelation(rng):
    x = walking(rng, 4.0, 50)
    centred = x - x.mean()
    sums = np.correlate(centred, centred, "full")[x.size - 1 :]
    biased = sums / sums[0]
    unbiased = biased * x.size / (x.size - np.arange(x.size))
    write("autocorrelation", [("x", x), ("biased", biased), ("unbiased", unbiased)])


def peaks(rng):
    noise = np.convolve(rng.standard_normal(400), np.ones(5) / 5, "valid")
    steps = np.round(rng.normal(0, 1.5, 300))  # plateaus and equal heights
    rows = [("signal0", noise), ("signal1", steps)]
    # signal, lowest height (-1000: none), distance, prominence
    cases = [
        (0, -1000, 1, 0),
        (0, 0.2, 1, 0),
        (0, -1000, 9.5, 0),
        (0, -1000, 1, 0.5),
        (0, -0.1, 12, 0.3),
        (1, -1000, 1, 0),
        (1, 0, 1, 2),
    ]
    for i, case in enumerate(cases):
        which, height, distance, prominence = case
        found, properties = signal.find_peaks(
            (noise, steps)[which], height=height, distance=distance, prominence=prominence
        )
        rows += [
            (f"{i}.conditions", case),
            (f"{i}.index", found),
            (f"{i}.prominence", properties["prominences"]),
        ]
    write("peaks", rows)


if __name__ == "__main__":
    statistics(np.random.default_rng(1))
    butterworth(np.random.default_rng(2))
    zero_phase(np.random.default_rng(3))
    fir()
    spectrum(np.random.default_rng(4))
    autocorrelation(np.random.default_rng(5))
    peaks(np.random.default_rng(6))
