# shellcheck shell=bash
# Downloads the public MCP servers that tests start by npx into npm's cache, at the versions of build/npm/package.json.

npx_servers() {
    sed -n 's/^ *"\(@modelcontextprotocol\/[^"]*\)": *"\([^"]*\)".*/\1@\2/p' build/npm/package.json
}

# npx keeps a folder for each NAME@VERSION. This fills the folder without starting the server; the status tells whether it succeeded.
npx_install() { # NAME@VERSION [OPTION...]
    timeout -k 5 180 npm exec --yes "${@:2}" --package="$1" -- true </dev/null >>artifacts/npx.log 2>&1
}

# Sets MCPACTORS_NPX_SKIP to a reason if the servers are not available to tests and benchmarks; otherwise unsets it.
warm_npx_servers() {
    local server
    unset MCPACTORS_NPX_SKIP
    : >artifacts/npx.log
    if ! command -v npx >/dev/null || ! command -v npm >/dev/null; then
        export MCPACTORS_NPX_SKIP='npx is not installed'
    else
        for server in $(npx_servers); do
            if npx_install "$server" --offline || npx_install "$server"; then continue; fi
            export MCPACTORS_NPX_SKIP="$server could not be fetched"
            break
        done
    fi
    if [[ ${MCPACTORS_NPX_SKIP:-} ]]; then say "npx servers: $MCPACTORS_NPX_SKIP; tests and benchmarks that need them are skipped"; fi
}
