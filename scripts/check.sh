#!/usr/bin/env bash
# Everything that has to be in order, in steps; goes on after a failed one and counts them all.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash scripts/setup.sh check

# Where there is no make, ninja does.
if ! command -v make >/dev/null; then
    export CMAKE_GENERATOR=${CMAKE_GENERATOR:-Ninja}
fi

passed=0
failed=0
failures=()
log=$(mktemp)
trap 'rm -f "$log"' EXIT
jobs=$(nproc)

report() { # name, seconds, good ones, bad ones
    passed=$((passed + $3))
    failed=$((failed + $4))
    if (($4 == 0)); then
        echo "passed  $1 (${2}s)"
    else
        echo "FAILED  $1 (${2}s)"
        sed 's/^/    /' "$log"
        failures+=("$1")
    fi
}

step() { # name, command
    local name=$1 start=$SECONDS good=1
    shift
    "$@" >"$log" 2>&1 || good=0
    report "$name" $((SECONDS - start)) "$good" $((1 - good))
    return $((1 - good))
}

# Each test of ctest counts; their numbers stand in its closing line.
tests() { # preset
    local start=$SECONDS all bad
    ctest --preset "$1" --parallel "$jobs" --no-tests=error >"$log" 2>&1 || true
    bad=$(sed -n 's/.* \([0-9]*\) tests* failed out of [0-9]*$/\1/p' "$log")
    all=$(sed -n 's/.* tests* failed out of \([0-9]*\)$/\1/p' "$log")
    if [[ -z $all || $all == 0 ]]; then
        all=1
        bad=1
    fi
    report "$1: tests ($all)" $((SECONDS - start)) $((all - bad)) "$bad"
}

# So does each test of pytest, which runs once with cairo and once without.
python_tests() {
    local start=$SECONDS good bad whole=1
    bash scripts/check_python.sh >"$log" 2>&1 || whole=0
    good=$(sed -nE 's/.*\b([0-9]+) passed.*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
    bad=$(sed -nE 's/.*\b([0-9]+) (failed|error).*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
    if ((whole == 0 && bad == 0)); then
        bad=1
    fi
    report "python: tests ($((good + bad)))" $((SECONDS - start)) "$good" "$bad"
}

build() { # preset
    cmake --preset "$1" && cmake --build --preset "$1" --parallel "$jobs"
}

sources() {
    git ls-files -co --exclude-standard -- 'src/*.[ch]' 'include/*.h' 'tools/*.[ch]' \
        'tests/*.[ch]' 'examples/*.[ch]' 'bench/*.[ch]' 'fuzz/*.[ch]' 'web/*.[ch]'
}

check_format() {
    sources | xargs clang-format-14 --dry-run -Werror
}

check_shell() {
    git ls-files -co --exclude-standard -- '*.sh' .ci/run | xargs shellcheck
    if [[ -f completions/stmask.bash ]]; then
        shellcheck --shell=bash completions/stmask.bash
    fi
}

# What is suppressed, and why, stands in cppcheck.supp.
check_cppcheck() {
    cppcheck --quiet --std=c11 --language=c --enable=warning,performance,portability \
        --inline-suppr --suppressions-list=scripts/cppcheck.supp --error-exitcode=1 -j "$jobs" -Iinclude -Isrc \
        -D_POSIX_C_SOURCE=200809L -U__cplusplus src tools examples
}

# On another machine, under qemu: where that cannot be tested, it says why.
check_machine() { # neon; s390x is run by hand, for CI has half an hour
    local start=$SECONDS status=0
    bash "scripts/check_$1.sh" >"$log" 2>&1 || status=$?
    if ((status == 77)); then
        echo "skipped $1: $(tail -n 1 "$log")"
    elif ((status == 0)); then
        report "$1" $((SECONDS - start)) 1 0
    else
        report "$1" $((SECONDS - start)) 0 1
    fi
}

for preset in gcc clang asan; do
    if step "$preset: build" build "$preset"; then
        tests "$preset"
    else
        failed=$((failed + 1))
        failures+=("$preset: tests, for want of a build")
    fi
done
# The presets that run no tests here: they build, warnings being errors. The fuzzers have a step below,
# and `release` is `gcc` without tests.
for preset in debug coverage; do
    step "$preset: build" build "$preset" || true
done
step "spills: gcc" bash scripts/check_spills.sh build/gcc || true
step "spills: clang" bash scripts/check_spills.sh build/clang || true
step "clang-format" check_format || true
step "shellcheck" check_shell || true
step "cppcheck" check_cppcheck || true
step "layout" bash scripts/check_layout.sh || true
step "install" bash scripts/check_install.sh build/gcc || true
step "valgrind" bash scripts/check_valgrind.sh build/gcc/bin || true
step "docs" bash scripts/check_docs.sh build/gcc/bin || true
step "fuzz" bash scripts/check_fuzz.sh 40 || true
check_machine neon
step "web" bash scripts/check_web.sh build/gcc || true
python_tests
step "readme" bash scripts/check_readme.sh build/gcc || true
step "pictures of the documents" bash scripts/gallery.sh build/gcc/bin build/gallery || true
step "adding a pattern" bash scripts/check_adding.sh || true

if ((failed > 0)); then
    echo
    echo "failed:"
    printf '  %s\n' "${failures[@]}"
fi
echo
echo "$passed passed, $failed failed"
((failed == 0))
