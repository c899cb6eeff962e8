#!/usr/bin/env bash
# The golden masks, listings and plans, through the programs.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
data=$SOURCE/tests/data

sum() {
    sha256sum | cut -d ' ' -f 1
}

# spec PATTERN WINDOW STRIDE DILATION
spec() {
    case $1 in
    normal) echo normal ;;
    strided) echo "strided:window_size=$2,stride=$3" ;;
    dilated_sliding_window) echo "$1:window_size=$2,dilation=$4" ;;
    *) echo "$1:window_size=$2" ;;
    esac
}

while IFS=$'\t' read -r pattern size window stride dilation nonzeros hash; do
    [ "$pattern" != pattern ] || continue
    text=$(spec "$pattern" "$window" "$stride" "$dilation")
    "$BIN/stmask" export "$text" --size "$size" --format npy -o mask.npy || fail "export $text"
    expect_equal "$(tail -c $((size * size)) mask.npy | sum)" "$hash" "mask $text of $size"
    "$BIN/stmask" stats "$text" --size "$size" --json >stats.json
    grep -q "\"nonzeros\": $nonzeros," stats.json || fail "nonzeros of $text at $size"
done <"$data/masks.tsv"

while IFS=$'\t' read -r pattern size window stride dilation order bytes hash; do
    [ "$pattern" != pattern ] || continue
    text=$(spec "$pattern" "$window" "$stride" "$dilation")
    "$BIN/stmask" print "$text" --size "$size" --order "$order" >listing || fail "print $text"
    expect_equal "$(wc -c <listing)" "$bytes" "listing $text of $size"
    expect_equal "$(sum <listing)" "$hash" "listing $text of $size"
done <"$data/prints.tsv"

while IFS=$'\t' read -r pattern size window stride dilation p r zigzag _ _ _ points analysis; do
    [ "$pattern" != pattern ] || continue
    name=${pattern}_mask_${p}_read_limit_$r
    options=()
    order=row_first
    if [ "$zigzag" = 1 ]; then
        name=${name}_zigzag
        options=(--zigzag)
        order=zigzag
    fi
    "$BIN/mask_resource_calculator" --mask_size "$size" --num_multiplications "$p" \
        --window_size "$window" --stride "$stride" --dilation "$dilation" --read_limit "$r" \
        --masks "$pattern" --quiet "${options[@]}" >stdout || fail "$name"
    expect_equal "$(grep '^at time' "generated/$name.txt" | sum)" "$points" "points of $name"
    expect_equal "$(grep -v '^Input File:' "generated/${name}_analysis.txt" | sum)" "$analysis" \
        "analysis of $name"
    expect_equal "$(tail -n +2 stdout | grep -v '^Input File:' | sum)" "$analysis" "stdout of $name"
    "$BIN/stmask" plan "$(spec "$pattern" "$window" "$stride" "$dilation")" --size "$size" \
        --num_multiplications "$p" --read_limit "$r" --order "$order" --points points.txt \
        --analysis analysis.txt >stdout || fail "plan of $name"
    expect_equal "$(grep '^at time' points.txt | sum)" "$points" "plan's points of $name"
    expect_equal "$(grep -v '^Input File:' analysis.txt | sum)" "$analysis" "plan's analysis of $name"
    cmp -s analysis.txt stdout || fail "plan's stdout of $name"
done <"$data/plans.tsv"

rm -rf generated
"$BIN/mask_resource_calculator" --mask_size 24 --num_multiplications 8 --window_size 4 --stride 4 \
    --quiet >stdout
"$BIN/mask_resource_calculator" --mask_size 24 --num_multiplications 8 --window_size 4 --stride 4 \
    --read_limit 9 --zigzag --masks fixed --quiet >stdout
for sample in "$data"/sample/*; do
    cmp "$sample" "generated/$(basename "$sample")" || fail "sample $(basename "$sample")"
done
finish
