#!/usr/bin/env bash
# Builds and runs both consumers with nothing but a compiler and pkg-config.
# Usage: pkg_config.sh COMPILER PKGCONFIG_FOLDER CONSUMER_FOLDER WORK_FOLDER
set -euo pipefail
compiler=$1 consumer=$3 work=$4/pkg_config
export PKG_CONFIG_PATH=$2
mkdir -p "$work"
cd "$work"

for pair in main:retrogait io:retrogait-io; do
  source=${pair%:*} package=${pair#*:}
  read -ra flags <<<"$(pkg-config --cflags --libs "$package >= 0.1")"
  "$compiler" -std=c++20 "$consumer/$source.cpp" "${flags[@]}" -o "$source"
  "./$source"
done
