# shellcheck shell=bash
# The native keeper. It is an optimisation: whatever goes wrong here, the framework-dependent keeper of the normal build does the same work.

keeper_rid() {
    local os=linux arch
    [[ $(uname -s) == Linux ]] || return 1
    if ldd --version 2>&1 | grep -qi musl; then os=linux-musl; fi
    case $(uname -m) in
        x86_64) arch=x64 ;;
        aarch64) arch=arm64 ;;
        *) return 1 ;;
    esac
    echo "$os-$arch"
}

# Restore and publish are two steps, because `dotnet publish` restores for the project's own framework whatever TargetFramework says.
# Both keep to artifacts/native, so that the normal build's intermediate files never see another framework.
publish_keeper() { # RID TFM; 2: this machine has no such toolchain, 1: it has, and it failed
    local rid=$1 tfm=$2
    local options=(-p:TargetFramework="$tfm" -p:PublishAot=true -p:RuntimeIdentifier="$rid" -p:ArtifactsPath="$root/artifacts/native/$tfm")
    dotnet restore src/McpActors.Keeper "${options[@]}" || return 2
    dotnet publish src/McpActors.Keeper -c Release --no-restore "${options[@]}" -o "artifacts/native/$tfm/out" || return 1
}

native_keeper() {
    local rid folder stamp toolchain remembered='' answer
    rid=$(keeper_rid) || return 0
    folder=artifacts/keeper/$rid stamp=artifacts/keeper/$rid/toolchain
    mkdir -p "$folder"
    toolchain="$(dotnet --version) $(command -v clang || command -v gcc || echo none)"
    if [[ -f $stamp && $(head -n 1 "$stamp") == "$toolchain" ]]; then remembered=$(tail -n 1 "$stamp"); fi
    if [[ $remembered == none || ($remembered && -z $(changed_since "$stamp")) ]]; then
        answer=$remembered
    else
        # What is edited while the compiler runs is newer than the stamp.
        touch "$folder/started"
        answer=$(make_native_keeper "$rid" "$folder" "$toolchain" "$remembered")
        rm -f "$stamp"
        if [[ $answer != unknown ]]; then
            printf '%s\n' "$toolchain" "$answer" >"$stamp"
            touch -r "$folder/started" "$stamp"
        fi
    fi
    case $answer in
        none | unknown) say 'keeper: framework-dependent build (no native toolchain here)' ;;
        failed) say "keeper: framework-dependent build (the native one did not compile: $folder/*.log)" ;;
    esac
}

# Says which framework it was compiled for; or that it failed; or none, where nothing can compile it; or unknown, where nobody could say.
make_native_keeper() { # RID FOLDER TOOLCHAIN REMEMBERED
    local tfm status answer=none
    for tfm in net10.0 net9.0; do
        if [[ $3 == *' none' || ($4 == net* && $4 != "$tfm") ]]; then continue; fi
        status=0
        publish_keeper "$1" "$tfm" >"$2/$tfm.log" 2>&1 || status=$?
        if ((status == 0)); then
            # A rename leaves a keeper that runs its file.
            cp "artifacts/native/$tfm/out/mcp-keeper" "$2/new"
            mv "$2/new" "$2/mcp-keeper"
            echo "$tfm"
            return
        fi
        if ((status == 1)); then
            answer=failed
        elif [[ $answer == none ]] && ! packages_do_not_exist "$2/$tfm.log"; then
            answer=unknown
        fi
    done
    rm -f "$2/mcp-keeper"
    echo "$answer"
}

changed_since() { # FILE
    find src/McpActors.Keeper build Directory.* -newer "$1" -print -quit
}
