#!/usr/bin/env bash
# The completions of bash: what is offered where; and, where there is a zsh, that its file is read.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=completions/stmask.bash
. "$SOURCE/completions/stmask.bash"

COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'

# offered LINE: what a tab at the end of LINE offers.
offered() {
    local COMP_LINE="$BIN/$1" COMP_POINT=$((${#BIN} + 1 + ${#1})) COMPREPLY=()
    _stmask
    echo "${COMPREPLY[*]}"
}

# expect_offer LINE WORDS
expect_offer() {
    expect_equal "$(offered "$1")" "$2" "after '$1'"
}

# Every option that a help names is offered, and no other.
while IFS= read -r program; do
    # shellcheck disable=SC2086 # words
    "$BIN/"$program --help >help
    named=$(sed -n 's/^  \(-., \)\{0,1\}\(--[a-z_]*\).*/\2/p' help | sort | tr '\n' ' ')
    expect_equal "$(offered "$program --" | tr ' ' '\n' | sort | tr '\n' ' ')" "$named" \
        "options of $program"
    sed -n 's/^  --\([a-z_]*\) \([a-z_]*|[a-z_|]*\).*/\1 \2/p' help >choices
    while read -r option words; do
        expect_offer "$program --$option " "${words//|/ }"
        expect_offer "$program --$option=" "${words//|/ }"
    done <choices
done <<'TXT'
sparse_transformer_mask
mask_resource_calculator
stmask list
stmask stats
stmask print
stmask draw
stmask plan
stmask compare
stmask check
stmask diff
stmask reach
stmask explain
stmask score
stmask model
stmask shard
stmask simulate
stmask sweep
stmask pareto
stmask attend
stmask bench
stmask export
stmask import
stmask formats
TXT

"$BIN/stmask" --help >help
subcommands=$(sed -n '/^subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p' help | tr '\n' ' ')
expect_offer 'stmask ' "$subcommands--help --version"
expect_offer 'stmask help ' "${subcommands% }"
expect_offer 'stmask he' help
expect_offer 'stmask help st' stats
expect_offer 'stmask help stats ' ''
expect_offer 'stmask frobnicate -' ''

patterns=$("$BIN/stmask" list | grep -x '[a-z_0-9]*' | grep . | tr '\n' ' ')
expect_offer 'stmask stats ' "${patterns% }"
expect_offer 'stmask stats stri' 'strided strided_child'
expect_offer 'stmask draw normal --size 64 fixed_' fixed_child
expect_offer 'stmask stats strided' 'strided:window_size= strided:stride='
expect_offer 'stmask stats strided:' 'window_size= stride='
expect_offer 'stmask stats strided:st' stride=
expect_offer 'stmask stats strided:stride=' ''
expect_offer 'stmask stats strided:stride=4,' 4,window_size=
expect_offer 'stmask stats strided:stride=4,w' 4,window_size=
expect_offer 'stmask stats normal:' ''
expect_offer 'stmask stats --size ' ''
expect_offer 'stmask diff normal bigb' bigbird
expect_offer 'stmask check points.txt --mask bigb' bigbird
# A quoted spec, and one with operators: all that the quotes hold is to be replaced.
expect_offer "stmask stats 'bigb" bigbird
expect_offer "stmask stats '(bigb" '(bigbird'
expect_offer "stmask stats '(bigbird + log_" '(bigbird + log_sparse'
expect_offer 'stmask stats "(bigbird + streaming:st' '(bigbird + streaming:start='
expect_offer "stmask diff 'normal & dense' 'bigbird:block=64 - log_" 'bigbird:block=64 - log_sparse'
expect_offer "stmask explain 'normal & dense' --qu" '--queries --query'

# The orders there are stand in the sentence about one that is not.
orders=$("$BIN/stmask" plan normal --order none 2>&1 | sed -n 's/.*there are //p')
expect_offer 'stmask plan normal --order ' "${orders//,/} auto"
expect_offer 'mask_resource_calculator --order=' "${orders//,/}"
expect_offer 'stmask plan normal --order pan' panel
expect_offer 'stmask plan normal --order tile:' 'rows= columns='
expect_offer 'stmask plan normal --order=tile:rows=8,' 8,columns=
expect_offer 'stmask plan normal --order residue_tile:near=3,' '3,modulus= 3,side='
expect_offer 'stmask compare normal --orders zig' zigzag
expect_offer 'stmask compare normal --orders zigzag tile:rows=4 hil' hilbert
expect_offer 'stmask compare normal --orders zigzag --buf' --buffer
expect_offer 'stmask compare normal --orders zigzag --buffer 64 fixed_' fixed_child

touch points.txt picture.png
mkdir folder
expect_offer 'stmask draw normal -o pic' picture.png
expect_offer "stmask draw 'normal & dense' -o 'pic" picture.png
expect_offer 'stmask reach @poi' @points.txt
expect_offer "stmask plan 'normal + @poi" 'normal + @points.txt'
expect_offer 'stmask score normal --attention poi' points.txt
expect_offer 'stmask draw normal --colours ' 'default colour-blind print'
expect_offer 'stmask draw normal --colours=pr' print
expect_offer 'stmask export normal --format fla' 'flash4 flashinfer flashmask'
expect_offer 'stmask import pic' picture.png
expect_offer 'stmask draw normal --output=pic' picture.png
expect_offer 'stmask plan normal --points po' points.txt
expect_offer 'stmask plan normal --analysis po' points.txt
expect_offer 'sparse_transformer_mask --output_dir ' folder
expect_offer 'sparse_transformer_mask --sk' --skip_pattern_print
expect_offer 'mask_resource_calculator --masks n' normal
expect_offer 'mask_resource_calculator --masks normal,s' 'normal,strided normal,sliding_window'
expect_offer 'mask_resource_calculator --masks=normal,n' ''

# Some people let a colon, or an equals sign, be a part of words.
COMP_WORDBREAKS=$' \t\n"\'><;|&('
expect_offer 'stmask stats strided:st' strided:stride=
expect_offer 'stmask plan normal --order=z' --order=zigzag
COMP_WORDBREAKS+='='
expect_offer 'stmask stats strided:stride=4,w' 4,window_size=
expect_offer 'stmask stats strided:st' strided:stride=

if command -v zsh >/dev/null; then
    zsh -n "$SOURCE/completions/_stmask" || fail 'completions of zsh'
else
    echo 'zsh is not there: its completions are not read'
fi
finish
