# Reads a .trx file. Names what failed and what was skipped, with the reason; writes "PASSED FAILED SKIPPED" to the file in `counts`.
# The format is XML written by one writer (< > & are always escaped), so a record that begins at each < is a parser.
BEGIN { RS = "<" }

function plain(text) {
    gsub(/\r/, "", text); gsub(/&#x[dD];/, "", text); gsub(/&#x[aA];/, "\n", text); gsub(/&#x9;/, "\t", text)
    gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'", text); gsub(/&amp;/, "\\&", text)
    return text
}
function attribute(key) {
    if (!match($0, " " key "=\"[^\"]*\"")) return ""
    return plain(substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 4))
}
function content() { return plain(substr($0, index($0, ">") + 1)) }
function show(text, most,    lines, count, i) {
    count = split(text, lines, "\n")
    for (i = 1; i <= count && i <= most; i++) print "          " lines[i]
    if (count > most) print "          ... (" count - most " more lines)"
}
# Of a stack only the lines in our own sources help.
function show_stack(text,    lines, count, i) {
    count = split(text, lines, "\n")
    for (i = 1; i <= count; i++) if (lines[i] ~ /:line [0-9]+$/) { sub(/^ */, "", lines[i]); print "          " lines[i] }
}
function finish() {
    if (outcome == "Passed") passed++
    else if (outcome == "NotExecuted") { skipped++; print "  SKIPPED " name; show(message, 10) }
    else { failed++; print "  FAILED  " name; show(message, 40); show_stack(stack) }
    name = outcome = message = stack = ""
}

/^UnitTestResult / {
    name = attribute("testName"); outcome = attribute("outcome"); if (outcome == "") outcome = "Error"
    if ($0 ~ /\/>[ \r\n]*$/) finish()
}
/^Message>/ { if (outcome != "") message = content() }
/^StackTrace>/ { if (outcome != "") stack = content() }
/^\/UnitTestResult>/ { finish() }

END { print passed + 0, failed + 0, skipped + 0 >counts }
