#!/usr/bin/env bash
# document: the manual, docs/cli.md and the completions are what it makes of their templates.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
document=$BIN/document

"$SOURCE/scripts/generate_docs.sh" "$BIN" made || fail 'generate_docs.sh'
while read -r file; do
    cmp "$SOURCE/$file" "made/$file" || fail "$file: run scripts/generate_docs.sh"
done < <(cd made && find . -type f | sed 's,^\./,,')
expect_equal "$(find made -type f | wc -l)" 6 'files made'

# Every option of a help stands in the manual page.
while read -r program; do
    for option in $("$BIN/$program" --help | grep -oE -- '--[a-z][a-z_]*'); do
        sed 's/\\-/-/g' "made/docs/man/$program.1" | grep -qE -- "$option([^a-z_]|$)" ||
            fail "$program.1: $option is missing"
    done
done <<'TXT'
sparse_transformer_mask
mask_resource_calculator
stmask
TXT

cat >page.md <<'TXT'
# name - what it is

## A head

Text with `--code`, *emphasis*, [a link](there) and
.a dot; it's a line\
and another.

- `one` *X*: the first: of two.
- (`two`): the
  second.

Behind.

```
.code 'it'
```
TXT
printf '%s\n' '.TH NAME 1' '.SH NAME' 'name \- what it is' '.SH A HEAD' \
    'Text with \fB\-\-code\fR, \fIemphasis\fR, a link and' '\&.a dot; it\(aqs a line' .br \
    'and another.' .TP '\fBone\fR \fIX\fR' 'the first: of two.' .TP '(\fBtwo\fR)' 'the' 'second.' .PP \
    'Behind.' .PP .nf '.RS 4' '\&.code \(aqit\(aq' .RE .fi >wanted
expect_status 0 "$document" --roff page.md
cmp out wanted || fail "roff: $(diff out wanted)"

echo '<!-- nonsense stmask -->' >wrong.md
expect_status 2 "$document" wrong.md
grep -q "wrong.md: 'nonsense stmask': is no part" err || fail 'a marker that means nothing'
echo '<!-- options stmask frobnicate -->' >wrong.md
expect_status 2 "$document" wrong.md
expect_status 2 "$document" missing.md
expect_status 2 "$document"
finish
