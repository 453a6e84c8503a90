#!/bin/sh
# Pins the newest versions the .in files allow, with hashes, for every platform and Python from
# 3.11 on. Its tool lives in a folder of its own, so that the locks need not hold it.
set -eu
cd "$(dirname "$0")/../.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
.venv/bin/python -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check uv
for name in requirements requirements-local requirements-dev; do
    "$tools/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --output-file "$name.txt" "$name.in"
    echo "Wrote $name.txt"
done
