#!/usr/bin/env bash
# Bad options and values: one sentence, status 2, nothing written.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
sparse=$BIN/sparse_transformer_mask
calculator=$BIN/mask_resource_calculator
stmask=$BIN/stmask
digits='must be a whole number, such as 4096, 131_072, 128k or 4Ki'

for value in abc 1e3 3.5 -1 +1 ' 1' '1 ' 0x10 1,000; do
    expect_error ": --size $value: $digits" "$sparse" --size "$value"
    expect_error ": --window_size $value: $digits" "$sparse" "--window_size=$value"
    expect_error ": --mask_size $value: $digits" "$calculator" --mask_size "$value"
    expect_error " stats: --size $value: $digits" "$stmask" stats normal --size "$value"
    case $value in # in a spec, a comma begins the next parameter, and + and spaces end a mask
    *[,+\ ]*) ;;
    *) expect_error " stats: window_size $value: $digits" "$stmask" stats "fixed:window_size=$value" ;;
    esac
done
for option in size window_size stride dilation sample_size; do
    for value in 0 2147483649 99999999999999999999999999; do
        expect_error ": --$option $value: must be from 1 to 2147483648" "$sparse" --$option $value
    done
    expect_error ": --$option: needs a whole number, and it is empty" "$sparse" --$option ''
    expect_error ": --$option: needs a value" "$sparse" --$option
    expect_error ": --$option: needs a value" "$sparse" --$option --quiet
    expect_error ": --$option: is given twice" "$sparse" --$option 5 --$option=5
done
expect_error ': --order '\''rows'\'': must be row_first or column_first' "$sparse" --order rows
expect_error ": --format 'gif': must be png, svg or pdf" "$sparse" --format gif
expect_error ': --format svg: a full picture is a png only' "$sparse" --format svg --full_png
expect_error ': --quiet: takes no value' "$sparse" --quiet=yes
expect_error ': --sise: is no option of sparse_transformer_mask; did you mean --size?' "$sparse" --sise 4
expect_error ': --window-size=5: is no option of sparse_transformer_mask; did you mean --window_size?' \
    "$sparse" --window-size=5
expect_error ': --frob: is no option of sparse_transformer_mask; see sparse_transformer_mask --help' \
    "$sparse" --frob 4
expect_error ": '64': is one argument too many; options begin with --" "$sparse" 64
expect_error ': --sample_size 5000: a labelled picture shows at most 4096 tokens a side; --full_png draws more' \
    "$sparse" --size 10000 --sample_size 5000

limit='must be at least 2, one row and one column'
expect_error ": --read_limit 1: $limit" "$calculator" --read_limit 1
expect_error ": --read_limit 0: $limit" "$calculator" --read_limit 0
expect_error ": --read_limit 4294967297: must be from 2 to 4294967296" "$calculator" \
    --read_limit 4294967297
expect_error ': --num_multiplications 0: must be from 1 to 2147483648' "$calculator" \
    --num_multiplications 0
expect_error ": --masks 'Fixed': must be normal, strided, fixed, sliding_window or dilated_sliding_window; did you mean fixed?" \
    "$calculator" --masks normal,Fixed
expect_error ": --masks 'nope': must be normal, strided, fixed, sliding_window or dilated_sliding_window" \
    "$calculator" --masks normal,nope
expect_error ': --masks: normal is given twice' "$calculator" --masks normal,normal

# Places that cannot be written are found before work starts.
: >file
expect_error ': --output_dir missing/folder: No such file or directory; only the last part of it is made' \
    "$sparse" --output_dir missing/folder
ln -s missing dangling
expect_error ': --output_dir dangling: is a link to a folder that is not there' "$sparse" \
    --output_dir dangling
expect_error ': --output_dir file: is no folder' "$calculator" --output_dir file
expect_error ': --output_dir /proc/stmask: No such file or directory; only the last part of it is made' \
    "$calculator" --output_dir /proc/stmask
mkdir -p blocked/mask_comparison_128x128.png
expect_error ': blocked/mask_comparison_128x128.png: is a folder, not a file to write' "$sparse" \
    --output_dir blocked
expect_equal "$(find blocked -type f | wc -l)" 0 'files beside one that cannot be written'
expect_nothing generated

expect_status 2 "$stmask"
if [ -s out ] || ! grep -q '^usage: stmask SUBCOMMAND' err; then
    fail 'usage on stderr'
fi
expect_error ": 'frob': is no subcommand; see stmask --help" "$stmask" frob
expect_error ": 'frob': is no subcommand; see stmask --help" "$stmask" help frob
expect_error ': --frob: is no option of stmask; see stmask --help' "$stmask" --frob
expect_error ' stats: SPEC is missing; see stmask stats --help' "$stmask" stats
expect_error " print: 'b': is one argument too many" "$stmask" print normal b
known="stmask list has all that there are"
expect_error " stats: pattern 'frob': is not known; $known" "$stmask" stats frob
expect_error " stats: pattern 'norma': is not known; did you mean normal?" "$stmask" stats norma
expect_error ": 'stat': is no subcommand; did you mean stats?" "$stmask" stat normal
expect_error ": 'stat': is no subcommand; did you mean stats?" "$stmask" help stat
expect_error ": 'strided:stride=4': is a mask; a subcommand comes before it, as in stats or draw" \
    "$stmask" strided:stride=4
expect_error " stats: 'mask.png': is a picture, from which no mask is read" "$stmask" stats mask.png
expect_error " draw: 'mask.png': is no mask; a picture to write is -o mask.png" "$stmask" draw \
    strided mask.png
expect_error " export: --format 'Flex': is no format to write; did you mean flex?" "$stmask" \
    export normal --format Flex -o x
expect_error " import: --format 'Scipy_CSR': is no format to read; did you mean scipy-csr?" \
    "$stmask" import normal --format Scipy_CSR
expect_error " plan: --order 'zig-zag': is not known; did you mean zigzag?" "$stmask" plan normal \
    --order zig-zag
expect_error " plan: --order '：' at character 5 is a fullwidth form: write :" "$stmask" plan normal \
    --order tile：rows=3
expect_equal "$(tail -n 1 err)" '      ^' 'the mark of an order'
expect_status 0 "$stmask" export normal --size 8 -o 한국.npy
expect_error " stats: '∪' at character 28 is a union sign: write +" "$stmask" stats \
    "file:path='한국.npy'+ normal ∪ fixed"
expect_equal "$(tail -n 1 err)" '                               ^' 'the mark behind wide characters'
expect_error " stats: fixed: 'stride' at character 7 is no parameter of it; it has window_size" \
    "$stmask" stats fixed:stride=3
expect_equal "$(tail -n 1 err)" '        ^' 'the mark below the character'
expect_error ' stats: strided: stride is given twice, again at character 18' "$stmask" stats \
    strided:stride=3,stride=3
expect_error ' stats: strided: stride needs a value, as in stride=32' "$stmask" stats strided:stride
expect_error ' stats: stride 0: must be from 1 to 2147483648' "$stmask" stats strided:stride=0
orders='row_first, zigzag, column_first, column_zigzag, tile, panel, column_panel, morton, hilbert'
orders="$orders, residue, residue_panel, residue_tile, fetch"
expect_error " plan: --order 'spiral': is not known; there are $orders" "$stmask" plan normal \
    --order spiral
expect_error ' plan: --order rows 0: must be from 1 to 2147483648' "$stmask" plan normal \
    --order tile:rows=0
expect_error " plan: --order panel: 'columns' at character 7 is no parameter of it; it has rows" \
    "$stmask" plan normal --order panel:columns=4
expect_error " plan: modulus 1025: must be at most the mask's size, 1024" "$stmask" plan normal \
    --order residue:modulus=1025
expect_error ' plan: --order auto: needs --buffer B, or --objective none or previous' "$stmask" plan \
    normal --order auto
expect_error ' plan: --buffer 1: must be at least 2, one row and one column' "$stmask" plan normal \
    --buffer 1
expect_error ' plan: buffer 20: must hold the largest step, 66 vectors' "$stmask" plan normal \
    --buffer 20
expect_error ' plan: ./same.txt: is the file of another output too' "$stmask" plan normal \
    --points same.txt --analysis ./same.txt
expect_error ' plan: --analysis same.txt: is the file of --points too' "$stmask" plan normal \
    --points same.txt --analysis same.txt
expect_error ' plan: --curve_at: needs --curve FILE.csv' "$stmask" plan normal --curve_at 4
expect_error ' plan: --curve_at x: must be a whole number, such as 4096, 131_072, 128k or 4Ki' \
    "$stmask" plan normal --curve c.csv --curve_at 5,x
expect_error ' plan: no/c.csv: cannot be written: No such file or directory' "$stmask" plan normal \
    --curve no/c.csv
expect_error ": --zigzag: is --order zigzag; give one of the two" "$calculator" --zigzag \
    --order tile
expect_error ' plan: --points -: needs a file; standard output has the analysis' "$stmask" plan \
    normal --points -
expect_error " plan: --read_limit 1: $limit" "$stmask" plan normal --read_limit 1
expect_error ' plan: no/points.txt: cannot be written: No such file or directory' "$stmask" plan \
    normal --points no/points.txt
expect_error ' export: -o FILE is missing; - is standard output' "$stmask" export normal
expect_error " export: --format 'npz': is no format to write; did you mean npy?" "$stmask" \
    export normal --format npz -o x
expect_error ' export: --block 8: npy has no blocks' "$stmask" export normal --block 8 -o x
expect_error ' export: --block 0: must be from 1 to 2147483648' \
    "$stmask" export normal --format flex --block 0 -o x
expect_error ' export: --block keys y: must be a whole number, such as 4096, 131_072, 128k or 4Ki' \
    "$stmask" export normal --format flex --block 8xy -o x
expect_error ' export: openai-blocksparse: blocks of 32 x 16: must have as many keys as queries' \
    "$stmask" export normal --format openai-blocksparse --block 32x16 -o x
for name in a-b 1st class torch 'a b'; do
    mkdir -p modules
    expect_error " export: modules/$name.npz: the module beside it would be $name.py, which Python cannot import: \
its name must be letters, digits and _, with no digit first, and none of Python's words, os, numpy and torch" \
        "$stmask" export normal --format flex --size 8 -o "modules/$name.npz"
    expect_nothing modules
done
expect_error ' import: --block 8: npy has no blocks' "$stmask" import none --block 8
expect_error ' export: -o -: flex is two files, and needs a name for them' "$stmask" export normal \
    --format flex -o -
expect_error ' export: deepspeed: 10 queries and 10 keys: must be multiples of the block, 64' \
    "$stmask" export normal --size 10 --format deepspeed -o x
expect_error ' export: pbm: 2 heads: it holds one' "$stmask" export normal --format pbm --heads 2 -o x
expect_error " import: --to 'points': is no format to write; stmask formats lists them" "$stmask" \
    import none --to points -o x
expect_error ' import: none: cannot be read: No such file or directory' "$stmask" import none
expect_error ' import: --to: needs -o FILE' "$stmask" import none --to pbm
expect_error ' draw: -o mask.gif: must end in .png, .svg or .pdf' "$stmask" draw normal -o mask.gif
expect_error ' draw: -o mask.pdf: a full picture is a .png only' "$stmask" draw normal --full \
    -o mask.pdf
expect_error ' draw: --origin 5: must be ROW,COLUMN, as in 512,0' "$stmask" draw normal --origin 5 \
    -o mask.png
expect_error ' draw: --origin row 1024: must be from 0 to 1023' "$stmask" draw normal \
    --origin 1024,0 -o mask.png
expect_error ' draw: --full_limit 65537: must be from 4 to 65536' "$stmask" draw normal --full \
    --full_limit 65537 -o mask.png
expect_error ' draw: --bare: a full picture shows the whole mask, and takes no --origin' "$stmask" \
    draw normal --bare --origin 1,1 -o mask.png
expect_equal "$(find . -name '*.png' -type f -o -name 'mask.*' -o -name '.stmask*' | wc -l)" 0 \
    'files written all the same'
# Whatever a user gave, a message stays on its line and sends nothing to the terminal.
control=$(printf 'a\nb\033[31m')
known="is not known; $known"
expect_error " stats: pattern 'a\x1b[31mb': $known" "$stmask" stats "$(printf 'a\033[31mb')"
expect_equal "$(wc -l <err)" 3 'lines of a message'
expect_status 0 "$sparse" --size 8 --skip_pattern_print --output_dir "$control"
head -n 1 err | grep -q '^saved as a\\nb\\x1b\[31m/' || fail "said $(head -n 1 err)"
rm -r "$control"
expect_error ": --order 'a\nb\x1b[31m': must be row_first or column_first" "$sparse" --order "$control"
expect_error ": --output_dir missing/a\nb\x1b[31m: No such file or directory; only the last part of it is made" \
    "$sparse" --output_dir "missing/$control"

# What a file is named does nothing to a terminal, and JSON is JSON.
odd=$'odd\e[31m\302\233\377'
printf 'a = causal\nhead 0 = a\n' >"$odd.set"
for command in 'explain --query 3' plan 'plan --buffer 30' 'stats --no_blocks'; do
    # shellcheck disable=SC2086 # the words of the command
    expect_status 0 "$stmask" $command "@$odd.set:a" --size 8
    ! LC_ALL=C grep -q $'[\033\377]\|\302\233' out || fail "controls reach the terminal: $command"
done
expect_status 0 "$stmask" plan causal --size 8 --points "$odd.txt"
! LC_ALL=C grep -q $'[\033\377]\|\302\233' out || fail 'controls of a path reach the terminal'
expect_status 0 "$stmask" check "$odd.txt" --mask causal --size 8
! LC_ALL=C grep -q $'[\033\377]\|\302\233' out || fail 'controls of a path reach the terminal: check'
expect_status 0 "$stmask" plan "@$odd.set" --size 8 --json
python3 -c 'import json; json.load(open("out", encoding="utf-8"))' || fail 'no JSON of an odd path'
expect_status 0 "$stmask" stats "@$odd.set" --size 8 --json
python3 -c 'import json; json.load(open("out", encoding="utf-8"))' || fail 'no JSON of an odd path: stats'
finish
