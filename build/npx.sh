# shellcheck shell=bash
# The public MCP servers that tests start through npx, fetched once into npm's own cache, at the versions of build/npm/package.json.

npx_servers() {
    sed -n 's/^ *"\(@modelcontextprotocol\/[^"]*\)": *"\([^"]*\)".*/\1@\2/p' build/npm/package.json
}

# npx keeps a folder for each NAME@VERSION. This fills it without starting the server, and says by its status whether it is filled.
npx_install() { # NAME@VERSION [OPTION...]
    timeout -k 5 180 npm exec --yes "${@:2}" --package="$1" -- true </dev/null >>artifacts/npx.log 2>&1
}

# Leaves MCPACTORS_NPX_SKIP with a reason where tests and benchmarks that need the servers cannot have them, and unset where they can.
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
    if [[ ${MCPACTORS_NPX_SKIP:-} ]]; then say "npx servers: $MCPACTORS_NPX_SKIP; what needs them is skipped"; fi
}
