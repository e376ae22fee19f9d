#!/usr/bin/env bash
# Builds, runs, tests, measures and packs McpActors. ./build.sh --help
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: ./build.sh [COMMAND]        everything is built in the Release configuration

  (none)           build
  run [ARG...]     build, then start mcpactors; without ARG: mcpactors run --config hocon/host.conf
  test [PART]      build, then run all tests, or those with PART in their full name
  bench [ARG...]   build, then run tests/McpActors.Benchmarks
  torture [ARG...] build, then run tests/McpActors.Torture: [--minutes N] [--seed S] [--only PART] [--replay FILE] [--list]
  pack             the NuGet packages and the dotnet tool mcpactors, into artifacts/packages
  akka-source      print where Akka.NET comes from: nuget or bundle

Environment:
  AkkaSource=nuget|bundle       where Akka.NET comes from; if unset, the package source is asked once (artifacts/akka-source)
  MCPACTORS_TEST_SECONDS=840    the time for all tests together
  MCPACTORS_HANG_SECONDS=180    the time after which a silent test is said to hang
TEXT
}

caller_folder=$PWD
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"

# Nothing may stay behind in the process table: no build server, no compiler server, no node that waits for the next build.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# build/test.sh reads what the test platform writes.
export DOTNET_CLI_UI_LANGUAGE=en

# shellcheck source=build/native.sh
source build/native.sh
# shellcheck source=build/npx.sh
source build/npx.sh
# shellcheck source=build/test.sh
source build/test.sh

# Standard output belongs to the program that `run` starts and to the results of `test`.
say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

need_dotnet() {
    local dotnet
    dotnet=$(command -v dotnet) || die 'The .NET 10 SDK is needed, and no dotnet is in the PATH.'
    # An SDK that was unpacked somewhere is not found by the executables it builds, unless they are told.
    dotnet=$(dirname "$(readlink -f "$dotnet")")
    if [[ -z ${DOTNET_ROOT:-} && -d $dotnet/host/fxr ]]; then export DOTNET_ROOT=$dotnet; fi
}

choose_akka_source() {
    case ${AkkaSource:=$(ask_for_akka)} in
        nuget) solution=McpActors.sln ;;
        bundle) solution=McpActors.Bundle.slnf ;;
        *) die "AkkaSource is '$AkkaSource'; it can be nuget or bundle." ;;
    esac
    export AkkaSource
}

# Restores the declared versions and remembers what came out, until they change.
ask_for_akka() {
    local answer=artifacts/akka-source log=artifacts/akka-probe.log declared
    mkdir -p artifacts
    declared=$(cat Directory.Packages.props build/AkkaProbe.csproj | cksum)
    if [[ -f $answer && $(head -n 1 "$answer") == "$declared" ]]; then
        tail -n 1 "$answer"
    elif AkkaSource=nuget timeout 300 dotnet restore build/AkkaProbe.csproj -p:ArtifactsPath="$root/artifacts/probe" >"$log" 2>&1; then
        rm -f "$log"
        printf '%s\n' "$declared" nuget >"$answer"
        echo nuget
    elif packages_do_not_exist "$log"; then
        say 'The package source does not carry the official Akka.NET packages; going on with AkkaSource=bundle (to ask again, delete artifacts/akka-source).'
        rm -f "$log"
        printf '%s\n' "$declared" bundle >"$answer"
        echo bundle
    else
        # Not an answer, so it is not remembered. What is missing for the bundle may have been restored before.
        say 'The package source could not be asked for Akka.NET; going on with AkkaSource=bundle.'
        echo bundle
    fi
}

# The source answered, and what it said is no. Any other error says nothing about what the source carries.
packages_do_not_exist() { # LOG OF A RESTORE
    grep -q 'error NU110[123]:' "$1" && ! grep 'error ' "$1" | grep -qv 'error NU110[123]:'
}

compile() { # PROJECT OR SOLUTION
    native_keeper
    # Compiler messages, if any, are all that this prints, and each of them once.
    if ! dotnet msbuild "$1" -restore -p:Configuration=Release -v:quiet -tl:off -clp:NoSummary | awk '!seen[$0]++' >&2; then
        if [[ $AkkaSource == bundle && -f artifacts/akka-probe.log ]]; then
            say 'Before that, the official Akka.NET packages could not be restored either:'
            grep -m 5 'error ' artifacts/akka-probe.log >&2 || tail -n 5 artifacts/akka-probe.log >&2
        fi
        die 'The build failed.'
    fi
}

program() { echo "$root/artifacts/$AkkaSource/bin/$1/release/$2"; }

run() {
    compile src/McpActors.Host
    if (($# == 0)); then set -- run --config "$root/hocon/host.conf"; fi
    cd "$caller_folder"
    exec "$(program McpActors.Host mcpactors)" "$@"
}

bench() {
    compile tests/McpActors.Benchmarks
    # BenchmarkDotNet writes its reports where it is started.
    mkdir -p artifacts/bench
    cd artifacts/bench
    exec "$(program McpActors.Benchmarks McpActors.Benchmarks)" "$@"
}

torture() {
    native_adversary
    compile tests/McpActors.Torture
    cd "$caller_folder"
    exec "$(program McpActors.Torture McpActors.Torture)" "$@"
}

pack() {
    if [[ $AkkaSource == bundle ]]; then die 'A build with AkkaSource=bundle is for trying, never for shipping: pack needs the official Akka.NET packages.'; fi
    native_keeper
    # What an earlier version left there is not what this one makes.
    rm -rf artifacts/packages
    dotnet msbuild build/Packages.proj -restore -t:Pack -p:Configuration=Release -p:ContinuousIntegrationBuild=true \
        -p:PackageOutputPath="$root/artifacts/packages" -v:quiet -tl:off -clp:NoSummary >&2 || die 'The packages were not made.'
    ls artifacts/packages
}

command=${1:-build}
if (($# > 0)); then shift; fi
case $command in
    -h | --help | help) usage; exit ;;
    build | run | test | bench | torture | pack | akka-source) ;;
    *) usage >&2; die "Unknown command: $command" ;;
esac
need_dotnet
choose_akka_source
case $command in
    build) compile "$solution"; say "Built in artifacts/$AkkaSource/bin (Release, AkkaSource=$AkkaSource)." ;;
    test) native_adversary; compile "$solution"; warm_npx_servers; run_tests "$@" ;;
    akka-source) echo "$AkkaSource" ;;
    *) "$command" "$@" ;;
esac
