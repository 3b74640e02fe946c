#!/usr/bin/env bash
# Installs the packages of debian-packages.txt that are missing. Needs root; no service of theirs is started.
# With --missing it only prints the names of those that are missing.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
while read -r name; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
done < <(grep -v '^#' debian-packages.txt)

if [ "${1:-}" = --missing ]; then printf '%s\n' "${missing[*]}"; exit; fi
[ ${#missing[@]} -eq 0 ] && exit
printf '== Installing %s\n' "${missing[*]}"

# Tests start servers of their own; the ones that packages would start at boot are not wanted.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
