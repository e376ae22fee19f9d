# shellcheck shell=bash
# Runs the test projects one after another (they measure and kill processes: two at once would disturb each other) and sums them up.

passed=0 failed=0 skipped=0

run_tests() { # [PART OF A TEST'S FULL NAME]
    local project name deadline=$((SECONDS + ${MCPACTORS_TEST_SECONDS:-840}))
    results=artifacts/test-results
    rm -rf "$results"
    mkdir -p "$results"
    for project in tests/*.Tests/*.csproj; do
        name=$(basename "$project" .csproj)
        run_test_project "$name" $((deadline - SECONDS)) "$@"
    done
    if ((passed + failed == 0)); then say 'No test ran.'; fi
    echo
    echo "$passed passed, $failed failed, $skipped skipped"
    ((passed > 0 && failed == 0))
}

run_test_project() { # NAME SECONDS [FILTER]
    local name=$1 seconds=$2 filter=${3:-} status=0 started=$SECONDS counts=(0 0 0)
    local log=$results/$name.log trx=$results/$name.trx
    # A single test that does nothing for so long hangs. Blame names it; the limit around everything is for what blame cannot see.
    local blame="Blame:CollectHangDump;HangDumpType=None;TestTimeout=${MCPACTORS_HANG_SECONDS:-180}s"
    echo "$name"
    if ((seconds < 1)); then
        fail_project "$name" 'not run: the time for all tests is used up'
        return
    fi
    limited "$seconds" dotnet vstest "artifacts/bin/$name/release/$name.dll" "--$blame" \
        "--logger:trx;LogFileName=$name.trx" "--logger:console;verbosity=normal" "--ResultsDirectory:$results" \
        ${filter:+"--TestCaseFilter:FullyQualifiedName~$filter"} >"$log" 2>&1 || status=$?
    if [[ -f $trx ]]; then
        awk -v counts="$results/counts" -f build/trx.awk "$trx"
        read -ra counts <"$results/counts"
    fi
    passed=$((passed + counts[0])) failed=$((failed + counts[1])) skipped=$((skipped + counts[2]))
    explain_end "$name" "$status" "${counts[1]}" "$log" "$trx"
    echo "  ${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped in $((SECONDS - started)) s"
}

# A run that did not come to its end is a failure of its own, whatever was counted before.
explain_end() { # NAME STATUS FAILED LOG TRX
    if (($2 == 124 || $2 == 137)); then
        fail_project "$1" 'ended from outside: the time for all tests is used up' "$4"
    elif grep -q '^Test Run Aborted' "$4"; then
        fail_project "$1" 'the test process crashed or hung' "$4"
    elif [[ ! -f $5 ]] || (($2 != 0 && $3 == 0)); then
        fail_project "$1" "no result (exit status $2)" "$4"
    fi
}

noise='^ *at |^\[xUnit|^ *$|^  (Passed|Skipped) |^VSTest version|^Starting test|^A total of|^Results File|may, or may not be|^Data collector .* All tests finished'

fail_project() { # NAME REASON [LOG]
    failed=$((failed + 1))
    echo "  FAILED  $1: $2"
    if [[ ${3:-} ]]; then
        grep -vE '^ *at |^\[xUnit|^ *$|^  (Passed|Skipped) ' "$3" | tail -n 15 | cut -c 1-300 | sed 's/^/          /' || true
    fi
}

# Runs a command in a process group of its own, with an end: when the time is up, or when this script is interrupted, the group is ended.
limited() { # SECONDS COMMAND...
    local child status=0 clean=()
    # Started in the background by some CI, we inherit ignored signals, and so would every server under test.
    if env --default-signal=INT,QUIT,HUP true 2>/dev/null; then clean=(env --default-signal=INT,QUIT,HUP); fi
    set -m
    ${clean[@]+"${clean[@]}"} timeout -k 10 "$@" </dev/null &
    child=$!
    set +m
    # shellcheck disable=SC2064 # the child of now, not of then
    trap "kill -TERM -- -$child 2>/dev/null; exit 130" INT TERM HUP
    wait "$child" || status=$?
    trap - INT TERM HUP
    return "$status"
}
