#!/usr/bin/env bash
# Runs a command in a temporary folder of its own: bash in_own_folder.sh COMMAND [ARGUMENT...]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"$@"
