#!/usr/bin/env bash
# Tries public MCP servers from npm with the program mcpactors: two runs and one call of each, with the configuration
# that people have (npx entries of an .mcp.json), and counts what is left by a mark in the environment of every process.
#
#   tests/real-servers.sh MCPACTORS [NAME...]
#
# MCPACTORS is the built program. Without names the four quickest servers are tried; "all" tries every one below.
# The browsers need /usr/bin/chromium. Ends with 1 if a server did not become ready, failed its call, or left a process.
set -euo pipefail

program=$(realpath "${1:?the path of mcpactors}"); shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# name | entry of .mcp.json | tool | arguments
servers=$(cat <<LIST
everything|"command":"npx","args":["-y","@modelcontextprotocol/server-everything"]|echo|{"message":"hi"}
filesystem|"command":"npx","args":["-y","@modelcontextprotocol/server-filesystem","$folder"]|list_allowed_directories|{}
memory|"command":"npx","args":["-y","@modelcontextprotocol/server-memory"]|read_graph|{}
hello-world|"command":"npx","args":["-y","mcp-hello-world"]|add|{"a":1,"b":2}
sequential-thinking|"command":"npx","args":["-y","@modelcontextprotocol/server-sequential-thinking"]|sequentialthinking|{"thought":"a","thoughtNumber":1,"totalThoughts":1,"nextThoughtNeeded":false}
commands|"command":"npx","args":["-y","mcp-server-commands"]|run_command|{"command":"echo hi"}
context7|"command":"npx","args":["-y","@upstash/context7-mcp"]|resolve-library-id|{"query":"react","libraryName":"react"}
Azure MCP Server|"command":"npx","args":["-y","@azure/mcp@latest","server","start"]|documentation|{}
sqlite|"command":"npx","args":["-y","mcp-server-sqlite-npx","$folder/a.db"]|list_tables|{}
playwright|"type":"local","tools":["*"],"command":"npx","args":["-y","@playwright/mcp@latest","--executable-path","/usr/bin/chromium","--headless","--no-sandbox","--isolated"]|browser_navigate|{"url":"data:text/html,<h1>hello</h1>"}
chrome-devtools|"command":"npx","args":["-y","chrome-devtools-mcp@latest","--executablePath","/usr/bin/chromium","--headless","--isolated","--chromeArg=--no-sandbox"]|list_pages|{}
desktop-commander|"command":"npx","args":["-y","@wonderwhy-er/desktop-commander@latest"],"env":{"PUPPETEER_SKIP_DOWNLOAD":"true"}|list_processes|{}
LIST
)

failed=0
say() { printf '%-20s %-6s %s\n' "$1" "$2" "$3"; }
fail() { say "$1" FAILED "$2"; failed=1; }

# The pids of processes whose environment has the mark of this server's try.
marked() { grep -lsz -- "^REAL_SERVERS_MARK=$mark\$" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3 || true; }

try() {
  local name=$1 entry=$2 tool=$3 arguments=$4 round pid line left
  mark="$$-$RANDOM"
  case $entry in
    *'"env":{'*) entry=${entry/'"env":{'/"\"env\":{\"REAL_SERVERS_MARK\":\"$mark\","} ;;
    *) entry="$entry,\"env\":{\"REAL_SERVERS_MARK\":\"$mark\"}" ;;
  esac
  printf '{ "mcpServers": { "%s": { %s } } }\n' "$name" "$entry" > "$folder/.mcp.json"
  printf 'mcp-actors { import = [".mcp.json"], runtime-dir = "%s/run" }\n' "$folder" > "$folder/servers.conf"
  for round in 1 2; do
    "$program" run --config "$folder/servers.conf" > "$folder/out" 2>&1 &
    pid=$!
    timeout 320 bash -c "until grep -Eq ' (ready|exited|failed) ' '$folder/out' || ! kill -0 $pid 2>/dev/null; do sleep 0.2; done" || true
    kill -TERM $pid 2>/dev/null || true
    wait $pid || fail "$name" "run $round ended with $?"
    line=$(grep -E ' ready ' "$folder/out" || true)
    if [ -n "$line" ]; then say "$name" "run $round" "${line#*ready }; $(grep -oE 'rung [a-z]+' "$folder/out" | tail -1)"
    else fail "$name" "run $round: not ready"; sed 's/^/    /' "$folder/out"; fi
  done
  if "$program" call "$name" "$tool" "$arguments" --config "$folder/servers.conf" > "$folder/out" 2>&1; then say "$name" call "$(head -c 60 "$folder/out" | head -1)"
  else fail "$name" "call: $(head -5 "$folder/out")"; fi
  left=$(marked)
  [ -z "$left" ] || fail "$name" "left the processes $(tr "\n" " " <<< "$left")"
}

[ $# -gt 0 ] || set -- everything filesystem memory hello-world
while IFS='|' read -r name entry tool arguments <&3; do
  for wanted in "$@"; do
    if [ "$wanted" = all ] || [ "$wanted" = "$name" ]; then try "$name" "$entry" "$tool" "$arguments"; fi
  done
done 3<<< "$servers"
exit $failed
