#!/bin/sh
# Makes sure of a Chromium for the browser tests: takes the one that is there, else installs it by apt where it may.
# Without one the browser tests skip; with CI=true that is an error, since nobody would notice.
set -u

found() {
  for name in "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome; do
    if "$name" --version >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  command -v apt-get >/dev/null 2>&1 && as_root true 2>/dev/null
}

install() {
  echo 'florin: installing Chromium by apt for the browser tests (once)'
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null
}

if found; then exit 0; fi
if may_install && install && found; then exit 0; fi
echo 'florin: no Chromium found and none could be installed. Install it, or name it: CHROMIUM=/path/to/chromium' >&2
if [ "${CI:-}" = true ]; then exit 1; fi
echo 'florin: the browser tests will be skipped.' >&2
