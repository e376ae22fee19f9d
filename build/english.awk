# Comment lines in which a sentence begins with a relative clause or a negation. Called by build/english.sh, which says what counts.
# The share is of all comment lines that have text.

function starts_badly(text) { # a sentence's beginning
    return text ~ /^["'(]*(Who|What|Whoever|Whatever|Those|Of|Not|One that|One who)([^A-Za-z]|$)/
}

function consider(text,    rest, bad) {
    # A tag ends what came before: the text of <param> and <summary> begins a sentence, the text after <see/> does not.
    gsub(/<\/?(summary|param|returns|remarks|exception|value|para|list|item|description|typeparam|inheritdoc|code|example)( [^>]*)?>/, ". ", text)
    if (sub(/^[ \t.]*\. /, "", text)) begins = 1
    sub(/(\. *)+$/, ".", text)
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    if (text !~ /[A-Za-z]/) { if (text == "") begins = 1; return }
    lines++
    bad = begins && starts_badly(text)
    rest = text
    while (!bad && match(rest, /[.!?] +/)) {
        rest = substr(rest, RSTART + RLENGTH)
        bad = starts_badly(rest)
    }
    begins = text ~ /[.!?:]["')]*$/
    if (bad) { offenders++; if (offenders <= shown) printf "  %s:%d: %s\n", FILENAME, FNR, text }
}

FNR == 1 { begins = 1; code = FILENAME ~ /\.cs$/ }

code && /^[ \t]*\/\// { text = $0; sub(/^[ \t]*\/+/, "", text); consider(text); next }
code && /[;{},)] +\/\/ / { begins = 1; text = $0; sub(/^.*[;{},)] +\/\/ /, "", text); consider(text); begins = 1; next }
!code && /^[ \t]*#[^!]/ { text = $0; sub(/^[ \t]*#+/, "", text); consider(text); next }
!code && /[^ \t#"'$] +# / { begins = 1; text = $0; sub(/^.* # /, "", text); consider(text); begins = 1; next }
{ begins = 1 }

END {
    share = lines ? 100 * offenders / lines : 0
    printf "%d of %d comment lines (%.1f %%) have a sentence that begins with Who, What, Those, Of, Not or One that; allowed: %s %%\n",
        offenders, lines, share, limit
    exit share > limit
}
