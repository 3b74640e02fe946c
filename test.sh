#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs every test, and ends with a line "N passed, N failed".
# ./test.sh NAME… runs only the suites whose names contain one of the words: ./test.sh Grains client
set -uo pipefail
cd "$(dirname "$0")"

give_up() { printf '\nFailed:\n  %s\n\n0 passed, 1 failed\n' "$1"; exit 1; }

# Debian's packages that tests drive (browsers, a mail server, proxies): installed where that is possible, else named with the line that does it.
# What is missing all the same fails the tests that need it.
install_packages() {
  local missing as_root=()
  command -v dpkg-query >/dev/null || return 0
  missing=$(test/install-packages.sh --missing)
  [ -n "$missing" ] || return 0
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  "${as_root[@]}" test/install-packages.sh || printf 'Missing: %s. Install them with: sudo test/install-packages.sh\n' "$missing"
}

find_chromium() {
  local candidate
  for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
    [ -n "$candidate" ] && command -v "$candidate" && return 0
  done
  return 1
}

install_packages
CHROMIUM=$(find_chromium) || give_up 'finding Chromium'
export CHROMIUM
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Programs that live for seconds gain nothing from being measured for a second compilation: a quarter less of a core for WebFrontend.Tests.
export DOTNET_TieredPGO=0
# Two builds must not share a compiler that outlives this run: the runner's own build shares none.
dotnet build test/Runner -v quiet -clp:NoSummary -nodeReuse:false -p:UseSharedCompilation=false || give_up 'building the runner'
exec dotnet test/Runner/bin/Debug/net10.0/ConnectNow.Runner.dll "$@"
