# shellcheck shell=bash
# Native programs, into artifacts/NAME/RID: the keeper, and the adversary that tests start by the thousand. They are an optimisation: whatever
# goes wrong here, the framework-dependent program of the normal build does the same work.

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
    toolchain="$(dotnet --version) $(command -v clang || command -v gcc || echo none)"
    if [[ -f $stamp && $(head -n 1 "$stamp") == "$toolchain" ]]; then remembered=$(tail -n 1 "$stamp"); fi
    if [[ $remembered == none || ($remembered && -z $(changed_since "$stamp" "$2")) ]]; then
        answer=$remembered
    else
        # What is edited while the compiler runs is newer than the stamp and than the program.
        touch "$folder/started"
        answer=$(make_native "$2" "$3" "$rid" "$folder" "$toolchain" "$remembered")
        rm -f "$stamp"
        if [[ $answer != unknown ]]; then
            printf '%s\n' "$toolchain" "$answer" >"$stamp"
            touch -r "$folder/started" "$stamp"
        fi
    fi
    case $answer in
        none | unknown) say "$1: framework-dependent build (no native toolchain here)" ;;
        failed) say "$1: framework-dependent build (the native one did not compile: $folder/*.log)" ;;
    esac
}

# Says which framework it was compiled for; or that it failed; or none, where nothing can compile it; or unknown, where nobody could say.
make_native() { # PROJECT PROGRAM RID FOLDER TOOLCHAIN REMEMBERED
    local tfm status answer=none
    for tfm in net10.0 net9.0; do
        if [[ $5 == *' none' || ($6 == net* && $6 != "$tfm") ]]; then continue; fi
        status=0
        publish_native "$1" "$3" "$tfm" >"$4/$tfm.log" 2>&1 || status=$?
        if ((status == 0)); then
            # A rename leaves alone whoever runs the file.
            cp "artifacts/native/$tfm/out/$2" "$4/new"
            touch -r "$4/started" "$4/new"
            mv "$4/new" "$4/$2"
            echo "$tfm"
            return
        fi
        if ((status == 1)); then
            answer=failed
        elif [[ $answer == none ]] && ! packages_do_not_exist "$4/$tfm.log"; then
            answer=unknown
        fi
    done
    rm -f "$4/$2"
    echo "$answer"
}

# Restore and publish are two steps, because `dotnet publish` restores for the project's own framework whatever TargetFramework says.
# Both keep to artifacts/native, so that the normal build's intermediate files never see another framework.
publish_native() { # PROJECT RID TFM; 2: this machine has no such toolchain, 1: it has, and it failed
    local options=(-p:TargetFramework="$3" -p:PublishAot=true -p:RuntimeIdentifier="$2" -p:ArtifactsPath="$root/artifacts/native/$3")
    dotnet restore "$1" "${options[@]}" || return 2
    dotnet publish "$1" -c Release --no-restore "${options[@]}" -o "artifacts/native/$3/out" || return 1
}

changed_since() { # FILE PROJECT
    find "$2" build Directory.* -newer "$1" -print -quit
}
