# Prints what MSBuild says, each line once. What NuGet says once for each project and package becomes one sentence: what is missing, and what to do.
#   awk [-v cache=1] -f build/msbuild.awk Directory.Packages.props - <OUTPUT
# cache: packages came from the package cache alone. The exit status is 3 where a restore failed because a source could not be reached.

# The versions that the projects ask for: <PackageVersion Include="Akka" Version="$(AkkaVersion)" />
FNR == NR {
    if ($0 ~ /<PackageVersion /) wanted[between($0, "Include=\"", "\"")] = between($0, " Version=\"", "\"")
    else if ($0 ~ /<[A-Za-z]+Version>/) property["$(" between($0, "<", ">") ")"] = between($0, ">", "<")
    next
}

# With an address: a package source that cannot be reached. Why stands in the next line, indented.
#   error NU1301: Unable to load the service index for source https://api.nuget.org/v3/index.json.
#   error NU1301:   Connection refused (api.nuget.org:443)
/(error|warning) (NU1301|NU1900):|NuGet\.targets\([0-9,]+\): error :/ && match($0, /https?:\/\/[^ '\]]*/) {
    if (/error/) failed = 1
    source = host(substr($0, RSTART, RLENGTH))
    unreachable[source]
    next
}

source && /error (NU1301)?: / {
    if (!unreachable[source]) unreachable[source] = ": " text($0)
    next
}

{ source = "" }

# Unable to find package Akka. No packages exist with this id in source(s): nuget.org
/error NU1101:/ {
    name = between($0, "Unable to find package ", ". ")
    lack(name, wanted[name] in property ? property[wanted[name]] : wanted[name], "")
    next
}

# Unable to find package Akka with version (>= 1.5.73)
#   - Found 12 version(s) in nuget.org [ Nearest version: 1.5.71 ]
/error NU1102:/ {
    if ($0 ~ /Unable to find package /) lack(name = between($0, "Unable to find package ", " "), version = between($0, "(>= ", ")"), "")
    else if ($0 ~ /Nearest version: /) lack(name, version, between($0, "Nearest version: ", " "))
    next
}

# McpActors depends on Akka (>= 1.5.69) but Akka 1.5.69 was not found. Akka 1.5.71 was resolved instead.
/(error|warning) NU1603:/ {
    name = between($0, " depends on ", " ")
    lack(name, between($0, "(>= ", ")"), between($0, "was not found. " name " ", " "))
    next
}

{ once($0) }

END {
    for (address in unreachable) sources = sources (sources ? ", " : "") address unreachable[address]
    for (i = 1; i <= count && i <= 10; i++) missing = missing (i > 1 ? ", " : "") package[i] (nearest[package[i]] ? " (nearest: " nearest[package[i]] ")" : "")
    if (count > 10) missing = missing " and " count - 10 " more"
    if (sources) {
        print "The package source cannot be reached (" sources "): " (failed ? "packages come from the package cache." : "packages were not checked for known vulnerabilities.")
        if (failed) exit 3
    } else if (missing && cache)
        print "The package cache lacks " missing ". Connect to the network, or name a source that can be reached in a nuget.config."
    else if (missing)
        print "The package source lacks " missing ". No other version is taken in its place: name a source that has it in a nuget.config, or change the version in Directory.Packages.props."
}

function lack(name, version, near,    key) {
    key = name (version ? " " version : "")
    if (!(key in nearest)) package[++count] = key
    if (near || !(key in nearest)) nearest[key] = near
}

function once(line) {
    if (!seen[line]++) print line
}

# Without the file before it and the project behind it.
function text(line) {
    sub(/^.*error (NU[0-9]+)?: */, "", line)
    sub(/ \[[^]]*\]$/, "", line)
    return line
}

function between(line, before, after,    at) {
    if (!(at = index(line, before))) return ""
    line = substr(line, at + length(before))
    return (at = index(line, after)) ? substr(line, 1, at - 1) : line
}

function host(address) {
    match(address, /^https?:\/\/[^\/]*/)
    return substr(address, RSTART, RLENGTH)
}
