# shellcheck shell=bash
# Runs the test projects in two lanes and sums up their results. Most tests wait for timers of a cluster, a ladder or a
# backoff, so two lanes on two cores take little more than half the time. Tests within a project run one after another,
# because they measure and kill processes.

run_tests() { # [PART OF A TEST'S FULL NAME]
    local lane status=0 lanes=() passed=0 failed=0 skipped=0 file counts
    deadline=$((SECONDS + ${MCPACTORS_TEST_SECONDS:-1500}))
    results=artifacts/test-results
    rm -rf "$results"
    mkdir -p "$results"
    for lane in 1 2; do
        run_lane "$@" &
        lanes+=($!)
    done
    # Lanes run in the background, where a shell ignores Ctrl-C.
    # shellcheck disable=SC2064 # these lanes
    trap "kill -TERM ${lanes[*]} 2>/dev/null; wait; exit 130" INT TERM HUP
    wait "${lanes[0]}" || status=$?
    wait "${lanes[1]}" || status=$?
    trap - INT TERM HUP
    for file in "$results"/*/counts; do
        if [[ ! -f $file ]]; then continue; fi
        read -ra counts <"$file"
        passed=$((passed + counts[0])) failed=$((failed + counts[1])) skipped=$((skipped + counts[2]))
    done
    if ((status != 0)); then failed=$((failed + 1)); say "A lane of tests ended with exit status $status."; fi
    if ((passed + failed == 0)); then say 'No test ran.'; fi
    echo
    echo "$passed passed, $failed failed, $skipped skipped"
    ((passed > 0 && failed == 0))
}

# Takes the next project that no other lane has taken, until there is none.
run_lane() { # [FILTER]
    local name
    for name in $(longest_first); do
        # mkdir succeeds for one of two lanes only.
        if mkdir "$results/$name" 2>/dev/null; then
            say "$name is running"
            run_test_project "$name" $((deadline - SECONDS)) "$@" >"$results/$name/summary" 2>&1
            cat "$results/$name/summary"
        fi
    done
}

# Sorts the projects by the length of their sources, which approximates their time. The longest one comes first: as the
# last one, it would run alone while the other lane waits.
longest_first() {
    local project
    for project in tests/*.Tests; do
        echo "$(find "$project" -name '*.cs' -exec cat {} + | wc -l) ${project#tests/}"
    done | sort -rn | cut -d ' ' -f 2
}

run_test_project() { # NAME SECONDS [FILTER]
    local name=$1 seconds=$2 filter=${3:-} status=0 started=$SECONDS failed=0 counts=(0 0 0)
    local folder=$results/$name
    local log=$folder/log trx=$folder/$name.trx
    # Blame names a test that is silent for this long, because it hangs. The slowest test packs everything from an empty
    # cache, which takes 60 s alone. The limit around the whole run is for hangs that Blame cannot see.
    local blame="Blame:CollectHangDump;HangDumpType=None;TestTimeout=${MCPACTORS_HANG_SECONDS:-300}s"
    echo "$name"
    if ((seconds < 1)); then
        fail_project "$name" 'not run: the time for all tests is used up'
        echo "0 $failed 0" >"$folder/counts"
        return
    fi
    limited "$seconds" dotnet vstest "artifacts/bin/$name/release/$name.dll" "--$blame" \
        "--logger:trx;LogFileName=$name.trx" "--logger:console;verbosity=normal" "--ResultsDirectory:$folder" \
        ${filter:+"--TestCaseFilter:FullyQualifiedName~$filter"} >"$log" 2>&1 || status=$?
    if [[ -f $trx ]]; then
        awk -v counts="$folder/counts" -f build/trx.awk "$trx"
        read -ra counts <"$folder/counts"
    fi
    explain_end "$name" "$status" "${counts[1]}" "$log" "$trx"
    counts[1]=$((counts[1] + failed))
    echo "${counts[*]}" >"$folder/counts"
    echo "  ${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped in $((SECONDS - started)) s"
}

# An aborted run counts as one more failure, whatever was counted before.
explain_end() { # NAME STATUS FAILED LOG TRX
    if (($2 == 124 || $2 == 137)); then
        fail_project "$1" 'ended from outside: the time for all tests is used up' "$4"
    elif grep -q '^Test Run Aborted' "$4"; then
        fail_project "$1" 'the test process crashed or hung' "$4"
    elif [[ ! -f $5 ]] || (($2 != 0 && $3 == 0)); then
        fail_project "$1" "no result (exit status $2)" "$4"
    fi
}

fail_project() { # NAME REASON [LOG]
    failed=$((failed + 1))
    echo "  FAILED  $1: $2"
    if [[ ${3:-} ]]; then
        grep -vE '^ *at |^\[xUnit|^ *$|^  (Passed|Skipped) ' "$3" | tail -n 15 | cut -c 1-300 | sed 's/^/          /' || true
    fi
}

# Runs a command in its own process group, which is ended when the time is up or when this script is interrupted.
limited() { # SECONDS COMMAND...
    local child status=0 clean=()
    # In the background of some CI systems we inherit ignored signals, and every server under test would too.
    if env --default-signal=INT,QUIT,HUP true 2>/dev/null; then clean=(env --default-signal=INT,QUIT,HUP); fi
    set -m
    ${clean[@]+"${clean[@]}"} timeout -k 10 "$@" </dev/null &
    child=$!
    set +m
    # shellcheck disable=SC2064 # expands to the current child
    trap "kill -TERM -- -$child 2>/dev/null; exit 130" INT TERM HUP
    wait "$child" || status=$?
    trap - INT TERM HUP
    return "$status"
}
