#!/bin/sh
# Writes requirements.lock and requirements-dev.lock: every version pinned with hashes, for every platform, naming no index.
# Nothing younger than a week is taken, so that a poisoned release has time to be found.
set -eu
python=${PYTHON:-python3}
"$python" -m uv --version >/dev/null 2>&1 || "$python" -m pip install --quiet --disable-pip-version-check uv

pin() {
  "$python" -m uv pip compile pyproject.toml --quiet --universal --upgrade --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --exclude-newer '7 days' "$@"
}

pin --group build -o requirements.lock
pin --group build --group dev -c requirements.lock -o requirements-dev.lock
