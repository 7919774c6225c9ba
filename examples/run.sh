#!/usr/bin/env bash
# The main job, on a Debian 12 that may be fresh: installs what is missing, builds the program,
# analyzes a recording and shows what an example history leads to on the next training day.
# Usage: examples/run.sh [FILE|FOLDER]
# Without an argument: a recording found below RETROGAIT_DATA (default: ../shared/data beside the
# repository), else a virtual walk, forward and backward.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

(
  cd "$root"
  .ci/install-missing g++ cmake ninja-build libeigen3-dev nlohmann-json3-dev libcli11-dev
  cmake --preset release >/dev/null
  cmake --build --preset release
) >&2
retrogait=$root/build/release/bin/retrogait

# The first recording from a lower back.
find_recording() {
  local data=${RETROGAIT_DATA:-$root/../shared/data} folder
  for folder in "$data"/voisard/* "$data"/mobgap/* "$data"/*/*; do
    if [[ -f $folder/imu_lumbar.csv ]]; then
      realpath "$folder"
      return
    fi
  done
}

recording=${1:-$(find_recording)}
if [[ -z $recording ]]; then
  recording=$root/build/virtual_walk
  rm -rf "$recording"
  "$retrogait" simulate --out "$recording" --seconds 60 --direction mixed --seed 1
fi

show() {
  printf '\n$ retrogait'
  printf ' %q' "$@"
  printf '\n'
  "$retrogait" "$@"
}
show analyze "$recording"
show decide --history "$root/examples/data/history_hold.json" --on 2026-09-14
