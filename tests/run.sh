#!/usr/bin/env bash
# Builds and runs all tests, on a Debian 12 that may be fresh: installs what is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

.ci/install-missing g++ cmake ninja-build pkg-config python3 python3-jsonschema libeigen3-dev \
  nlohmann-json3-dev libcli11-dev libboost-test-dev librapidcheck-dev libbenchmark-dev

cmake --preset dev
cmake --build --preset dev
ctest --preset dev --parallel "$(nproc)"
