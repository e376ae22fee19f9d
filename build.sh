#!/usr/bin/env bash
# Builds, runs, tests, measures and packs McpActors. ./build.sh --help
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: ./build.sh [COMMAND]        the configuration is always Release

  (none)           build
  run [ARG...]     build, then start mcpactors; without ARG: mcpactors run --config hocon/host.conf
  test [PART]      build, then run all tests, or the tests with PART in their full name
  bench [ARG...]   build, then run bench/McpActors.Benchmarks
  torture [ARG...] build, then run torture/McpActors.Torture: [--minutes N] [--seed S] [--only PART] [--replay FILE] [--list]
  check            check the English of comments
  pack             the NuGet packages and the dotnet tool mcpactors, into artifacts/packages

Environment:
  MCPACTORS_TEST_SECONDS=1500   the time limit of all tests together
  MCPACTORS_HANG_SECONDS=300    the time after which a silent test counts as hanging
TEXT
}

caller_folder=$PWD
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"

# No build server, compiler server or idle build node may stay in the process table.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# build/test.sh parses the output of the test platform.
export DOTNET_CLI_UI_LANGUAGE=en

# shellcheck source=build/english.sh
source build/english.sh
# shellcheck source=build/msbuild.sh
source build/msbuild.sh
# shellcheck source=build/native.sh
source build/native.sh
# shellcheck source=build/npx.sh
source build/npx.sh
# shellcheck source=build/test.sh
source build/test.sh

# Messages go to stderr: stdout is for the program that `run` starts, and for the results of `test`.
say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

need_dotnet() {
    local dotnet found get='Get it: https://dotnet.microsoft.com/download/dotnet/10.0'
    dotnet=$(command -v dotnet) || die "The .NET 10 SDK is needed, and no dotnet is in the PATH. $get"
    # Run in the repository, where global.json rejects an older SDK.
    if ! sdk=$(dotnet --version 2>/dev/null) || [[ ! $sdk =~ ^[1-9][0-9]+\. ]]; then
        found=$(dotnet --list-sdks 2>/dev/null | awk '{ printf "%s%s", separator, $1; separator = ", " }') || found=''
        die "The .NET 10 SDK is needed, and $dotnet has ${found:-none}. $get"
    fi
    # Executables do not find an SDK in an unusual place without DOTNET_ROOT.
    dotnet=$(dirname "$(readlink -f "$dotnet")")
    if [[ -z ${DOTNET_ROOT:-} && -d $dotnet/host/fxr ]]; then export DOTNET_ROOT=$dotnet; fi
}

compile() { # PROJECT OR SOLUTION
    native_keeper
    msbuild "$1" || die 'The build failed.'
}

program() { echo "$root/artifacts/bin/$1/release/$2"; }

run() {
    compile src/McpActors.Host
    if (($# == 0)); then set -- run --config "$root/hocon/host.conf"; fi
    cd "$caller_folder"
    exec "$(program McpActors.Host mcpactors)" "$@"
}

bench() {
    compile bench/McpActors.Benchmarks
    warm_npx_servers
    # BenchmarkDotNet writes its reports to the working directory.
    mkdir -p artifacts/bench
    cd artifacts/bench
    exec "$(program McpActors.Benchmarks McpActors.Benchmarks)" "$@"
}

torture() {
    native_adversary
    compile torture/McpActors.Torture
    cd "$caller_folder"
    exec "$(program McpActors.Torture McpActors.Torture)" "$@"
}

pack() {
    native_keeper
    # Remove the packages of an earlier version.
    rm -rf artifacts/packages
    msbuild build/Packages.proj -t:Pack -p:ContinuousIntegrationBuild=true -p:PackageOutputPath="$root/artifacts/packages" ||
        die 'The packages were not made.'
    ls artifacts/packages
}

command=${1:-build}
if (($# > 0)); then shift; fi
case $command in
    -h | --help | help) usage; exit ;;
    check) check_english; exit ;;
    build | run | test | bench | torture | pack) ;;
    *) usage >&2; die "Unknown command: $command" ;;
esac
need_dotnet
case $command in
    build) compile McpActors.sln; say 'Built in artifacts/bin (Release).' ;;
    test) native_adversary; compile McpActors.sln; warm_npx_servers; run_tests "$@" ;;
    *) "$command" "$@" ;;
esac
