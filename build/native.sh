# shellcheck shell=bash
# Builds native programs in artifacts/NAME/RID: the keeper, and the adversary, which tests start by the thousand. This is
# an optimisation: if it fails, the framework-dependent program of the normal build does the same work.

native_keeper() { native keeper src/McpActors.Keeper mcp-keeper; }
native_adversary() { native adversary tests/McpActors.Adversary McpActors.Adversary; }

native_rid() {
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

native() { # NAME PROJECT PROGRAM
    local rid folder stamp toolchain remembered='' answer
    rid=$(native_rid) || return 0
    folder=artifacts/$1/$rid stamp=artifacts/$1/$rid/toolchain
    mkdir -p "$folder"
    toolchain="$sdk $(command -v clang || command -v gcc || echo none)"
    if [[ -f $stamp && $(head -n 1 "$stamp") == "$toolchain" ]]; then remembered=$(tail -n 1 "$stamp"); fi
    if [[ $remembered == none || ($remembered && -z $(changed_since "$stamp" "$2")) ]]; then
        answer=$remembered
    else
        # The stamp and the program get the time before the compilation, so that edits during it count as newer.
        touch "$folder/started"
        answer=$(make_native "$2" "$3" "$rid" "$folder" "$toolchain")
        rm -f "$stamp"
        # Try an unreachable package source again the next time.
        if [[ $answer != unrestored ]]; then
            printf '%s\n' "$toolchain" "$answer" >"$stamp"
            touch -r "$folder/started" "$stamp"
        fi
    fi
    case $answer in
        none) say "$1: framework-dependent build (neither clang nor gcc is in the PATH)" ;;
        unrestored) say "$1: framework-dependent build (the native compiler could not be restored: $folder/build.log)" ;;
        failed) say "$1: framework-dependent build (the native one did not compile: $folder/build.log)" ;;
    esac
}

# Prints native, none (no C compiler), unrestored (the native compiler's packages are missing) or failed.
make_native() { # PROJECT PROGRAM RID FOLDER TOOLCHAIN
    local answer=none
    if [[ $5 != *' none' ]]; then
        answer=$(publish_native "$1" "$3" "$4/build.log")
        if [[ $answer == native ]]; then
            # A rename does not disturb a running program.
            cp "artifacts/native/out/$2" "$4/new"
            touch -r "$4/started" "$4/new"
            mv "$4/new" "$4/$2"
            echo native
            return
        fi
    fi
    rm -f "$4/$2"
    echo "$answer"
}

# Uses artifacts/native, because a restore for a runtime identifier would replace the normal build's project.assets.json.
publish_native() { # PROJECT RID LOG
    local options=(-p:PublishAot=true -p:RuntimeIdentifier="$2" -p:ArtifactsPath="$root/artifacts/native")
    if ! dotnet restore "$1" "${options[@]}" >"$3" 2>&1; then echo unrestored
    elif ! dotnet publish "$1" -c Release --no-restore "${options[@]}" -o artifacts/native/out >>"$3" 2>&1; then echo failed
    else echo native; fi
}

changed_since() { # FILE PROJECT
    find "$2" build Directory.* -newer "$1" -print -quit
}
