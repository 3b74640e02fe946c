#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs every test, and ends with a line "N passed, N failed".
# ./test.sh NAME… runs only the suites whose names contain one of the words: ./test.sh Grains client
set -uo pipefail
cd "$(dirname "$0")"

results=$PWD/artifacts/test-results
rm -rf "$results" && mkdir -p "$results"
passed=0 failed=0 failures=()
words=("$@")

wanted() {
  [ ${#words[@]} -eq 0 ] && return 0
  local word
  for word in "${words[@]}"; do [[ $1 == *"$word"* ]] && return 0; done
  return 1
}

finish() {
  if [ ${#failures[@]} -gt 0 ]; then printf '\nFailed:\n'; printf '  %s\n' "${failures[@]}"; fi
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit
}

give_up() { failures+=("$1"); failed=$((failed + 1)); finish; }

# Where the time goes, in seconds since the beginning.
took() { printf -- '-- %s: %d s, until %d s\n' "$1" "$((SECONDS - $2))" "$SECONDS"; }

# What shares nothing with anything else runs beside the others; what it says is kept until its turn to be shown.
declare -A beside=()
begin() {
  local name=$1; shift
  wanted "$name" || return 0
  { local since=$SECONDS exit_code=0; "$@" || exit_code=$?; took "$name" "$since"; exit "$exit_code"; } >"$results/$name.log" 2>&1 &
  beside[$name]=$!
}

# Waits for what was begun, and shows what it said: its exit code.
show() {
  local name=$1 exit_code=0
  wait "${beside[$name]}" || exit_code=$?
  printf '\n== %s\n' "$name"
  cat "$results/$name.log"
  return "$exit_code"
}

# What dotnet format would find: the build has checked style and analyzers, and a test of the architecture the order of imports.
layout() { dotnet format whitespace . --folder --verify-no-changes --exclude src/WebFrontend/client test/Azurite/node_modules artifacts; }

# All projects share one compiler, which starts once and warms up once; it is this run's own, and ends before the tests begin.
build() {
  local compiler exit_code=0
  compiler=connectnow-$$-$RANDOM$RANDOM
  # The client's types are checked by its lint.
  dotnet build ConnectNow.Orleans.sln -v quiet -clp:NoSummary -nodeReuse:false -p:SharedCompilationId="$compiler" -p:UseSharedCompilation=true -p:CheckClient=false || exit_code=$?
  pkill -f -- "-pipename:$compiler" || true
  return "$exit_code"
}

# A check that is one step: it passes or fails as a whole.
check() {
  local name=$1
  wanted "$name" || return 0
  if show "$name"; then passed=$((passed + 1)); else failed=$((failed + 1)); failures+=("$name"); fi
}

# Adds a report's counts; a suite that died without a report, or ran no test, is a failure of its own.
count() {
  local name=$1 exit_code=$2 ok=$3 bad=$4
  passed=$((passed + ok)) failed=$((failed + bad))
  if [ "$bad" -gt 0 ]; then failures+=("$name: $bad")
  elif [ "$exit_code" -ne 0 ] || [ "$ok" -eq 0 ]; then failed=$((failed + 1)); failures+=("$name: ended with $exit_code after $ok tests"); fi
}

# Runs a suite that no other lane has begun, and shows what it said when it has ended: two at a time don't talk at once.
run_suite() {
  local project=$1 name log niceness=5 since=$SECONDS
  name=$(basename "$project" .csproj)
  wanted "$name" && mkdir "$results/$name.begun" 2>/dev/null || return 0
  # Browsers are never what waits for the others.
  [[ $name == Browser* ]] && niceness=0
  log=$results/$name.log
  nice -n "$niceness" dotnet "$(dirname "$project")/bin/Debug/net10.0/ConnectNow.$name.dll" -noColor -noLogo -xml "$results/$name.xml" >"$log" 2>&1
  echo $? >"$results/$name.exit"
  took "$name" "$since" >>"$log"
  printf '\n== %s\n' "$name"
  cat "$log"
}

run_suites() {
  local project
  for project in "$@"; do run_suite "$project"; done
}

count_suite() {
  local name report totals
  name=$(basename "$1" .csproj)
  wanted "$name" || return 0
  report=$results/$name.xml
  totals=$(grep -o '<assembly [^>]*>' "$report" 2>/dev/null | head -n 1)
  # What xunit calls an error (a fixture that could not be made, say) is a failure here.
  count "$name" "$(cat "$results/$name.exit" || echo 255)" "$(attribute passed "$totals")" "$(( $(attribute failed "$totals") + $(attribute errors "$totals") ))"
}

attribute() { grep -o " $1=\"[0-9]*\"" <<<"$2" | grep -o '[0-9]*' || echo 0; }

client_tests() {
  cd src/WebFrontend/client && npx --no-install vitest run --reporter=default --reporter=json --outputFile.json="$results/client.json"
}

client_suite() {
  wanted client || return 0
  local report=$results/client.json exit_code=0
  show client || exit_code=$?
  count client "$exit_code" "$(json_number numPassedTests "$report")" "$(json_number numFailedTests "$report")"
}

# Every measurement once, for moments: what it counts must be right, whatever the time.
bench_suite() {
  wanted bench || return 0
  local exit_code=0
  show bench || exit_code=$?
  count bench "$exit_code" "$(grep -c '^ok ' "$results/bench.log")" "$(grep -c '^not ok ' "$results/bench.log")"
}

json_number() { grep -o "\"$1\":[0-9]*" "$2" 2>/dev/null | head -n 1 | grep -o '[0-9]*$' || echo 0; }

find_chromium() {
  local candidate
  for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
    [ -n "$candidate" ] && command -v "$candidate" && return 0
  done
  return 1
}

install_chromium() {
  find_chromium >/dev/null && return 0
  printf '== Installing Chromium\n'
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
}

install_chromium || give_up 'installing Chromium'
CHROMIUM=$(find_chromium) || give_up 'finding Chromium'
export CHROMIUM
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

printf '== Building\n'
build || give_up 'building'
took build 0

begin format layout
begin 'client lint' npm --prefix src/WebFrontend/client run --silent check
begin client client_tests
begin bench nice -n 5 dotnet bench/bin/Debug/net10.0/ConnectNow.Bench.dll smoke
# Two suites at a time, the longest first: each of them waits at times for something other than a core. Whichever lane is free takes the next one. What needs
# a whole core comes when the checks above are over.
suites=()
for name in Browser Resilience Grains WebFrontend Storage Upgrade Infra; do suites+=("test/$name.Tests/$name.Tests.csproj"); done
for project in test/*.Tests/*.csproj; do [[ " ${suites[*]} " == *" $project "* ]] || suites+=("$project"); done
run_suites "${suites[@]}" &
second_lane=$!
run_suites "${suites[@]}"
wait "$second_lane"
for project in "${suites[@]}"; do count_suite "$project"; done
check format
check 'client lint'
client_suite
bench_suite
finish
