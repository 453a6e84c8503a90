#!/bin/sh
# Makes .venv from a lock: sh deploy/local/set-up.sh requirements-local.txt
# Only this step runs without the project's own Python, so it only looks for one.
set -eu
cd "$(dirname "$0")/../.."
for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$python" -m deploy.local.venv "$1"
    fi
done
echo "Sluice needs Python 3.11 or newer, and found none (tried: ${PYTHON:-python3, python3.11 to 3.14})." >&2
echo "What to do: apt-get install python3 python3-venv, or PYTHON=/path/to/python3 make ..." >&2
exit 1
