# shellcheck shell=bash
# Runs MSBuild quietly: prints the compiler's messages, and one sentence if packages are missing (build/msbuild.awk).

# NuGet's default of six tries a second apart, for every project, takes a minute and a half without a network.
export NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT=${NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT:-3}
export NUGET_ENHANCED_NETWORK_RETRY_DELAY_MILLISECONDS=${NUGET_ENHANCED_NETWORK_RETRY_DELAY_MILLISECONDS:-500}

msbuild() { # PROJECT [OPTION...]
    local reason=0 nowhere=$root/artifacts/no-packages
    msbuild_once '' "$@" || reason=$?
    ((reason == 3)) || return "$reason"
    # The package source cannot be reached. With an empty folder as source, missing packages are reported at once;
    # RestoreIgnoreFailedSources would try the source again for every package, which takes minutes.
    mkdir -p "$nowhere"
    msbuild_once 1 "$@" -p:RestoreSources="$nowhere"
}

msbuild_once() { # CACHE PROJECT [OPTION...]
    local -a status
    if dotnet msbuild "${@:2}" -restore -p:Configuration=Release -v:quiet -tl:off -clp:NoSummary 2>&1 |
        awk -v cache="$1" -f build/msbuild.awk Directory.Packages.props - >&2; then
        return
    else
        status=("${PIPESTATUS[@]}")
    fi
    if ((status[1] == 3)); then return 3; else return 1; fi
}
