#!/usr/bin/env python3
"""Checks the #includes of include/ and src/ against the order of the modules.

A module may include the modules that it is built on, and only itself its own detail/. Public headers
stay free of what users should not have to pay for. The umbrella leaves out only what it says. docs/architecture.md explains the order.
"""

import pathlib
import re
import sys
import tempfile

# What each module is built on directly; what those are built on comes with them.
BUILT_ON = {
    "core": [],
    "math": ["core"],
    "dsp": ["math"],
    "imu": ["dsp"],
    "segment": ["imu"],
    "metrics": ["segment"],
    "rules": ["core"],
    "progression": ["rules"],
    "session": ["metrics", "progression"],
    "testing": ["session"],
    "io": ["testing"],  # scoring pairs contacts as testing does
    "cli": ["io"],
}

NOT_IN_A_PUBLIC_HEADER = re.compile(r"(iostream|bits/|boost/|nlohmann/|CLI/|rapidcheck|benchmark/)")
# Said in its comment; and what only declares.
NOT_IN_THE_UMBRELLA = ("dsp/spectrum.hpp", "fwd.hpp")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def allowed_for(module):
    allowed = {module}
    for below in BUILT_ON[module]:
        allowed |= allowed_for(below)
    return allowed


ALLOWED = {module: allowed_for(module) for module in BUILT_ON}


def fault_of(place, public, bracket, target):
    """What is wrong with one #include, or None. place: the path below include/retrogait or src."""
    if public and bracket == '"':
        return "a public header includes with angle brackets"
    if public and NOT_IN_A_PUBLIC_HEADER.match(target):
        return "not in a public header"
    if bracket == '"' and ".." in pathlib.PurePath(target).parts:
        return "leaves its module"
    if not target.startswith("retrogait/"):
        return None
    parts = pathlib.PurePath(target).parts[1:]
    of_a_module = len(place.parts) > 1
    if len(parts) == 1:
        # Anyone may include version.hpp and fwd.hpp; the umbrella is for users and the program.
        if parts[0] == "retrogait.hpp" and place.parts[0] != "cli":
            return "the umbrella is for users"
        return None
    if parts[0] not in ALLOWED:
        return f"unknown module {parts[0]}"
    if not of_a_module:
        if place.name != "retrogait.hpp":
            return "stands below all modules"
        if parts[0] in ("io", "testing", "cli") or "detail" in parts:
            return "not part of the umbrella"
        return None
    module = place.parts[0]
    if parts[0] not in ALLOWED[module]:
        return f"{module} is not built on {parts[0]}"
    if "detail" in parts and parts[0] != module:
        return f"detail/ belongs to {parts[0]} alone"
    return None


def faults_in(root):
    """All faults below root, as FILE:LINE: text; and the number of includes looked at."""
    faults, looked_at = [], 0
    for folder in (root / "include" / "retrogait", root / "src"):
        for file in sorted(folder.rglob("*.[hc]pp")):
            place = file.relative_to(folder)
            if len(place.parts) > 1 and place.parts[0] not in ALLOWED:
                faults.append(f"{file.relative_to(root)}:1: unknown module {place.parts[0]}")
                continue
            public = folder.name == "retrogait"
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                include = INCLUDE.match(line)
                if not include:
                    continue
                looked_at += 1
                fault = fault_of(place, public, *include.groups())
                if fault:
                    faults.append(f"{file.relative_to(root)}:{number}: {include[2]}: {fault}")
    return faults, looked_at


def missing_from_umbrella(root):
    """Public headers that one who includes the umbrella does not get, though it does not say so."""
    include = root / "include"
    umbrella = include / "retrogait" / "retrogait.hpp"
    if not umbrella.exists():
        return []
    reached, waiting = set(), [umbrella]
    while waiting:
        header = waiting.pop()
        if header in reached or not header.exists():
            continue
        reached.add(header)
        found = map(INCLUDE.match, header.read_text(encoding="utf-8").splitlines())
        waiting += [include / m[2] for m in found if m and m[2].startswith("retrogait/")]
    faults = []
    for header in sorted((include / "retrogait").rglob("*.hpp")):
        place = header.relative_to(include / "retrogait")
        left_out = place.parts[0] in ("io", "testing") or "detail" in place.parts
        if not left_out and str(place) not in NOT_IN_THE_UMBRELLA and header not in reached:
            faults.append(f"{header.relative_to(root)}:1: not in retrogait.hpp")
    return faults


def self_test():
    """Plants one include at a time and looks whether it is found, or rightly left alone."""
    good = [
        ("include/retrogait/metrics/a.hpp", "<retrogait/core/units.hpp>"),
        ("include/retrogait/session/a.hpp", "<retrogait/progression/decide.hpp>"),
        ("include/retrogait/dsp/a.hpp", "<retrogait/dsp/detail/b.hpp>"),
        ("include/retrogait/testing/a.hpp", "<retrogait/segment/contacts.hpp>"),
        ("include/retrogait/core/a.hpp", "<retrogait/fwd.hpp>"),
        ("include/retrogait/retrogait.hpp", "<retrogait/session/analyze.hpp>"),
        ("src/io/a.cpp", "<nlohmann/json.hpp>"),
        ("src/io/a.cpp", '"b.hpp"'),
        ("src/cli/a.cpp", "<retrogait/testing/virtual_walker.hpp>"),
        ("src/io/a.cpp", "<retrogait/testing/checks.hpp>"),
    ]
    bad = [
        ("include/retrogait/core/a.hpp", "<retrogait/math/b.hpp>"),
        ("include/retrogait/rules/a.hpp", "<retrogait/metrics/catalog.hpp>"),
        ("include/retrogait/metrics/a.hpp", "<retrogait/rules/b.hpp>"),
        ("include/retrogait/session/a.hpp", "<retrogait/io/b.hpp>"),
        ("include/retrogait/session/a.hpp", "<retrogait/testing/b.hpp>"),
        ("include/retrogait/testing/a.hpp", "<retrogait/io/b.hpp>"),
        ("include/retrogait/imu/a.hpp", "<retrogait/dsp/detail/b.hpp>"),
        ("include/retrogait/imu/a.hpp", "<retrogait/nowhere/b.hpp>"),
        ("include/retrogait/imu/a.hpp", '"b.hpp"'),
        ("include/retrogait/imu/a.hpp", "<iostream>"),
        ("include/retrogait/io/a.hpp", "<nlohmann/json.hpp>"),
        ("include/retrogait/imu/a.hpp", "<retrogait/retrogait.hpp>"),
        ("include/retrogait/retrogait.hpp", "<retrogait/io/b.hpp>"),
        ("include/retrogait/fwd.hpp", "<retrogait/core/units.hpp>"),
        ("include/retrogait/nowhere/a.hpp", "<vector>"),
        ("src/io/a.cpp", "<retrogait/testing/detail/b.hpp>"),
        ("src/io/a.cpp", '"../cli/b.hpp"'),
    ]
    wrong = []
    for cases, wanted in ((good, 0), (bad, 1)):
        for path, include in cases:
            with tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder, path)
                file.parent.mkdir(parents=True)
                file.write_text(f"#include {include}\n", encoding="utf-8")
                if len(faults_in(pathlib.Path(folder))[0]) != wanted:
                    wrong.append(f"{path} with {include}: {'missed' if wanted else 'false alarm'}")
    with tempfile.TemporaryDirectory() as folder:
        headers = pathlib.Path(folder, "include", "retrogait")
        for path, text in (
            ("retrogait.hpp", "#include <retrogait/math/a.hpp>\n"),
            ("math/a.hpp", "#include <retrogait/core/b.hpp>\n"),
            ("core/b.hpp", ""),
            ("core/c.hpp", ""),
            ("core/detail/d.hpp", ""),
            ("io/e.hpp", ""),
        ):
            (headers / path).parent.mkdir(parents=True, exist_ok=True)
            (headers / path).write_text(text, encoding="utf-8")
        found = missing_from_umbrella(pathlib.Path(folder))
        if found != ["include/retrogait/core/c.hpp:1: not in retrogait.hpp"]:
            wrong.append(f"the umbrella lacks core/c.hpp, found: {found}")
    return wrong, len(good) + len(bad) + 1


def main():
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} SOURCE_FOLDER | --self-test")
    if sys.argv[1] == "--self-test":
        faults, count = self_test()
    else:
        faults, count = faults_in(pathlib.Path(sys.argv[1]))
        faults += missing_from_umbrella(pathlib.Path(sys.argv[1]))
    print("\n".join(faults + [f"{count} includes, {len(faults)} faults"]))
    sys.exit(1 if faults or count == 0 else 0)


if __name__ == "__main__":
    main()
