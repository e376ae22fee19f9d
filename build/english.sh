# shellcheck shell=bash
# Fails if too many comments begin their sentences with relative clauses without a noun, or with a negation.
#
# A comment line counts if a sentence that begins on it begins with Who, What, Whoever, Whatever, Those, Of, Not, One that or One who.
# A sentence begins at the start of a comment, after a full stop, after a colon at the end of a line, and after a block tag of an
# XML docstring. Comment lines are lines with text after // or /// in *.cs, and after # in *.conf, *.sh and .ci/run.

english_limit=1 # percent of all comment lines
english_shown=20

check_english() {
    find . \( -path ./artifacts -o -path ./.git \) -prune -o \( -name '*.cs' -o -name '*.conf' -o -name '*.sh' -o -path ./.ci/run \) -print0 |
        sort -z | xargs -0 awk -v limit="$english_limit" -v shown="$english_shown" -f build/english.awk >&2 ||
        die 'Reword the comments: name the thing, then subject, verb, object.'
}
