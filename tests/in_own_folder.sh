#!/usr/bin/env bash
# Runs a command in a temporary folder of its own: bash in_own_folder.sh COMMAND [ARGUMENT...]
set -euo pipefail
tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export LSAN_OPTIONS=suppressions=$tests/leaks.supp:print_suppressions=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"$@"
