#!/bin/sh
# Says what is missing for the set-up, all of it at once, before anything is installed.
set -u
python=${PYTHON:-python3}
missing=0

need() {
  printf 'florin: %s\n' "$1" >&2
  missing=1
}

node_fits() { # the argument is like v20.19.4
  major=${1#v} minor=${1#*.}
  major=${major%%.*} minor=${minor%%.*}
  case $major in
    20) [ "$minor" -ge 19 ] ;;
    22) [ "$minor" -ge 12 ] ;;
    *) [ "$major" -ge 23 ] ;;
  esac
}

if ! command -v "$python" >/dev/null 2>&1; then
  need "Python >= 3.11 is needed, and '$python' was not found. Install it, or name it: make demo PYTHON=python3.12"
elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  found=$("$python" -V 2>&1)
  need "Python >= 3.11 is needed, and '$python' is $found. Name a newer one: make demo PYTHON=python3.12"
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  need "this Python cannot make environments. On Debian and Ubuntu: apt install python3-venv"
fi

if ! command -v npm >/dev/null 2>&1 || ! command -v node >/dev/null 2>&1; then
  need "Node >= 20.19 with npm is needed to build the web client, and was not found on the PATH."
elif ! node_fits "$(node -v)"; then
  need "Node 20.19 or later, or 22.12 or later, is needed to build the web client, and 'node' is $(node -v)."
fi
exit $missing
