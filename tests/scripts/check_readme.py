#!/usr/bin/env python3
"""Checks that the C++ in README.md stands, word for word, in an example that is compiled and run."""

import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
readme = (root / "README.md").read_text(encoding="utf-8")
shown = re.findall(r"```cpp\n(.*?)```", readme, re.S)
marked = {}
for path in sorted((root / "examples").glob("*.cpp")):
    for part in re.findall(r"// \[readme\]\n(.*?)// \[readme\]\n", path.read_text(), re.S):
        marked[part] = path.name

wrong = [text for text in shown if text not in marked]
for text in wrong:
    print("README.md shows C++ that no example holds between its [readme] marks:\n" + text)
for text in set(marked) - set(shown):
    print(f"README.md does not show what {marked[text]} marks for it")
if not shown:
    print("README.md shows no C++")
sys.exit(1 if wrong or not shown or set(marked) - set(shown) else 0)
