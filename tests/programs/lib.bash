# What the program tests share. Sourced with the folder of the programs as $1.
set -u
BIN=$(cd "$1" && pwd) || exit
SOURCE=${STMASK_SOURCE:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
failures=0
own_folder=$(mktemp -d) || exit
trap 'rm -rf "$own_folder"' EXIT
cd "$own_folder" || exit

fail() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

# expect_status STATUS COMMAND...: runs it; its output goes to the files out and err.
expect_status() {
    local wanted=$1 status=0
    shift
    "$@" >out 2>err </dev/null || status=$?
    [ "$status" -eq "$wanted" ] || fail "status $status, not $wanted: ${*##*/} ($(head -c 300 err))"
}

# expect_error SENTENCE COMMAND...: status 2, nothing on stdout, that sentence first on stderr.
expect_error() {
    local sentence=$1
    shift
    expect_status 2 "$@"
    [ ! -s out ] || fail "wrote to stdout: ${*##*/}"
    [ "$(head -n 1 err)" = "$(basename "$1")$sentence" ] ||
        fail "said '$(head -n 1 err)', not '$(basename "$1")$sentence'"
}

expect_equal() {
    [ "$1" = "$2" ] || fail "${3:-}: '$1' is not '$2'"
}

expect_file() {
    [ -s "$1" ] || fail "no file $1"
}

# expect_nothing FOLDER: no file of any kind, temporary ones neither.
expect_nothing() {
    [ ! -e "$1" ] || [ -z "$(ls -A "$1")" ] || fail "left in $1: $(ls -A "$1")"
}

finish() {
    [ "$failures" -eq 0 ] || exit 1
}
