#!/usr/bin/env bash
# Writes the manual pages, docs/cli.md and the completions, out of their templates, NAME.in or
# NAME.md.in, and the tables of options: scripts/generate_docs.sh [FOLDER_OF_PROGRAMS [FOLDER]]
# FOLDER is the top of the repository, or another one that is to have them.
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
document=$(cd "${1:-$source_folder/build/gcc/bin}" && pwd)/document
mkdir -p "${2:-$source_folder}"
target=$(cd "${2:-$source_folder}" && pwd)
cd "$source_folder"
mkdir -p "$target/docs/man" "$target/completions"

for template in docs/man/*.md.in; do
    name=$(basename "$template" .md.in)
    echo ".\\\" Made of $template by scripts/generate_docs.sh." >"$target/docs/man/$name.1"
    "$document" --roff "$template" >>"$target/docs/man/$name.1"
done
echo '<!-- Made of docs/cli.md.in by scripts/generate_docs.sh. -->' >"$target/docs/cli.md"
"$document" docs/cli.md.in >>"$target/docs/cli.md"
for template in completions/*.in; do
    "$document" "$template" >"$target/${template%.in}"
done
