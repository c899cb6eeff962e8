# shellcheck shell=bash
# Completions of stmask, sparse_transformer_mask and mask_resource_calculator for bash.
# Options, orders and formats are filled in by scripts/generate_docs.sh.

# The options of a program or of a subcommand: --name, or --name=KIND where there is a value. A KIND
# is N, TEXT, SPEC, FILE, DIR, LIST (words separated by commas) or a choice, a|b|c. In a choice, `a:k,l` is
# a word that may be followed by parameters, as in a:k=1,l=2. A + before a choice: one or more words.
_stmask_options() {
    local five='normal|strided|fixed|sliding_window|dilated_sliding_window'
    local colours='default|colour-blind|print'
    local orders='row_first|zigzag|column_first|column_zigzag|tile:rows,columns|panel:rows|column_panel:columns|morton:tile|hilbert:tile|residue:modulus,near|residue_panel:modulus,near,rows|residue_tile:modulus,near,side|fetch:buffer,met,share,near,again,left,wanted,age'
    local written='npy|npy-bool|npy-additive|npy-masked|pbm|scipy-csr|scipy-bsr|mtx|runs|flex|flash4|deepspeed|openai-blocksparse|flashinfer|flashmask|mit-block-sparse|vertical-slash|magi|permutation'
    local read='npy|npy-bool|npy-additive|npy-masked|pbm|scipy-csr|scipy-bsr|mtx|smtx|edges|csv|json-cells|json-lists|runs|points|flex|flash4|deepspeed|openai-blocksparse|flashinfer|flashmask|mit-block-sparse|vertical-slash|magi|permutation'
    case $1 in
    'sparse_transformer_mask')
        echo "--help --size=N --window_size=N --stride=N --dilation=N --sample_size=N --full_png" \
            "--no_graphic --order=row_first|column_first --skip_pattern_print" \
            "--output_dir=DIR --format=png|svg|pdf --quiet --version"
        ;;
    'mask_resource_calculator')
        echo "--help --mask_size=N --num_multiplications=N --window_size=N --stride=N" \
            "--read_limit=N --zigzag --order=$orders --dilation=N --masks=LIST|$five" \
            "--output_dir=DIR --no_points --quiet --version"
        ;;
    'stmask')
        echo "--help --version"
        ;;
    'stmask list')
        echo "--help --json"
        ;;
    'stmask stats')
        echo "--help --size=N --queries=TEXT --keys=TEXT --block=TEXT --no_blocks --head_dim=N" \
            "--heads=N --kv_heads=N --dtype=fp32|fp16|bf16|fp8|int8 --table --csv --json"
        ;;
    'stmask print')
        echo "--help --size=N --queries=TEXT --keys=TEXT --order=row_first|column_first" \
            "--sample_size=N"
        ;;
    'stmask draw')
        echo "--help --size=N --queries=TEXT --keys=TEXT --sample_size=N --origin=TEXT --full" \
            "--bare --full_limit=N --order=$orders|auto --title=TEXT --colours=$colours" \
            "--columns=N --output=FILE -o=FILE"
        ;;
    'stmask serve')
        echo "--help --size=N --port=N"
        ;;
    'stmask plan')
        echo "--help --size=N --queries=TEXT --keys=TEXT --num_multiplications=N" \
            "--read_limit=TEXT --order=$orders|auto --objective=none|previous|lru|opt" \
            "--trials=N --seed=N --time_limit=N --buffer=TEXT --points=FILE --analysis=FILE" \
            "--curve=FILE --curve_at=TEXT --histogram=FILE --certificate=FILE" \
            "--draw_curve=FILE --draw_steps=FILE --head_dim=N" \
            "--dtype=fp32|fp16|bf16|fp8|int8 --json"
        ;;
    'stmask compare')
        echo "--help --size=N --queries=TEXT --keys=TEXT --num_multiplications=N --read_limit=N" \
            "--orders=+$orders|auto --objective=none|previous|lru|opt --buffer=N" \
            "--output=FILE -o=FILE --json"
        ;;
    'stmask check')
        echo "--help --mask=SPEC --size=N --queries=TEXT --keys=TEXT --num_multiplications=N" \
            "--read_limit=N --json"
        ;;
    'stmask verify')
        echo "--help"
        ;;
    'stmask diff')
        echo "--help --size=N --queries=TEXT --keys=TEXT --values --sample_size=N" \
            "--output=FILE -o=FILE --json"
        ;;
    'stmask reach')
        echo "--help --size=N --layers=N --threads=N --json"
        ;;
    'stmask explain')
        echo "--help --size=N --queries=TEXT --keys=TEXT --query=N --key=N --json"
        ;;
    'stmask score')
        echo "--help --size=N --queries=TEXT --keys=TEXT --attention=FILE --layer=N" \
            "--output=FILE -o=FILE --json"
        ;;
    'stmask model')
        echo "--help --tokens=N --dtype=fp32|fp16|bf16|fp8|int8 --output=FILE -o=FILE --list" \
            "--json"
        ;;
    'stmask shard')
        echo "--help --size=N --queries=TEXT --keys=TEXT --ranks=N" \
            "--strategy=contiguous|zigzag|striped|balanced --tile=N --output=FILE -o=FILE" \
            "--json"
        ;;
    'stmask simulate')
        echo "--help --size=N --queries=TEXT --keys=TEXT --machine=FILE --set=+TEXT --heads=N" \
            "--kv_heads=N --batch=N --with_values --output=FILE -o=FILE" \
            "--draw=utilisation|cycles|roofline|bandwidth --reports=DIR --trace=FILE --json"
        ;;
    'stmask sweep')
        echo "--help --output=FILE -o=FILE --threads=N --status --quiet --json"
        ;;
    'stmask pareto')
        echo "--help --x=TEXT --y=TEXT --where=TEXT --highest=neither|x|y|both --csv=FILE" \
            "--output=FILE -o=FILE --title=TEXT --scale=auto|linear|log --json"
        ;;
    'stmask attend')
        echo "--help --q=FILE --k=FILE --v=FILE --output=FILE -o=FILE --lse=FILE --queries=TEXT" \
            "--keys=TEXT --scale=TEXT --sinks=FILE --layer=N --threads=N" \
            "--precision=fp32|bf16|bf16x3"
        ;;
    'stmask bench')
        echo "--help --size=N --queries=TEXT --keys=TEXT --heads=N --head_dim=N --value_dim=N" \
            "--layer=N --threads=N --precision=fp32|bf16|bf16x3 --runs=N --backward" \
            "--no_dense --json"
        ;;
    'stmask export')
        echo "--help --size=N --queries=TEXT --keys=TEXT --format=$written --output=FILE -o=FILE" \
            "--block=TEXT --heads=N --dtype=f32|f16 --binary --blocks_only --widen" \
            "--layer=N"
        ;;
    'stmask import')
        echo "--help --format=$read --masked --head=N --source_block=TEXT --causal=unsaid|no|yes" \
            "--output=FILE -o=FILE --to=$written --block=TEXT --json"
        ;;
    'stmask formats')
        echo "--help --json"
        ;;
    esac
}

# What stands there besides options: a KIND.
_stmask_operand() { # program
    case $1 in
    'stmask list' | 'stmask stats' | 'stmask print' | 'stmask draw' | 'stmask serve' | \
        'stmask plan' | 'stmask compare' | 'stmask diff' | 'stmask reach' | \
        'stmask explain' | 'stmask score' | 'stmask shard' | \
        'stmask simulate' | 'stmask attend' | 'stmask bench' | \
        'stmask export') echo SPEC ;;
    'stmask check' | 'stmask verify' | 'stmask model' | 'stmask import') echo FILE ;;
    esac
}

_stmask_subcommands='list stats print draw serve plan compare check verify diff reach explain score model shard simulate sweep pareto attend bench export import formats help'

# The patterns as a choice, from what the program lists.
_stmask_patterns() { # stmask
    "$1" list 2>/dev/null | awk '
        /^[a-z_0-9]+$/ { choice = choice (choice == "" ? "" : "|") $1; separator = ":" }
        /^  [a-z_0-9]+ +(integer|choice|pair|list|text|spec), / { choice = choice separator $1; separator = "," }
        END { print choice }'
}

# Replies with what compgen finds for $1. Of the whole argument, which begins with the caller's
# `prefix`, the shell wants no more than what follows the last of its COMP_WORDBREAKS.
_stmask_generate() { # what is there, arguments of compgen...
    local whole=$prefix$1 value=$1 breaks=${COMP_WORDBREAKS//[^:=]/} before=''
    shift
    # Within quotes it wants all that they hold.
    [[ -z $breaks || -n $quote ]] || before=${whole%"${whole##*["$breaks"]}"}
    mapfile -t COMPREPLY < <(compgen "$@" -- "$value")
    COMPREPLY=("${COMPREPLY[@]/#/$prefix}")
    COMPREPLY=("${COMPREPLY[@]#"$before"}")
}

_stmask_reply() { # what is there, words...
    local value=$1
    shift
    _stmask_generate "$value" -W "$*"
}

# Replies with a word of a choice or, after `word:`, with its parameters.
_stmask_reply_choice() { # what is there, choice
    local value=$1 word names=() keys=() more=''
    local -a words
    IFS='|' read -ra words <<<"$2"
    for word in "${words[@]}"; do
        names+=("${word%%:*}")
        [[ $word == *:* ]] || continue
        [[ ${word%%:*} != "$value" ]] || value+=:
        [[ $value != "${word%%:*}:"* ]] || IFS=, read -ra keys <<<"${word#*:}"
    done
    if [[ $value == *:* ]]; then
        local given=${value%"${value##*[:,]}"}
        for word in "${keys[@]}"; do
            [[ $given == *[:,]"$word="* ]] || more+=" $given$word="
        done
        _stmask_reply "$1" "$more"
        compopt -o nospace 2>/dev/null
    else
        _stmask_reply "$1" "${names[@]}"
        # A parameter may follow.
        if [[ ${#COMPREPLY[@]} -eq 1 && "|$2" == *"|${COMPREPLY[0]##*=}:"* ]]; then
            compopt -o nospace 2>/dev/null
        fi
    fi
}

# A pattern with its parameters, also after an operator or a parenthesis; or a set, @FILE.
_stmask_reply_spec() { # what is there
    local value=${1##*[ (]} prefix=$prefix
    prefix+=${1%"$value"}
    if [[ $value == @* ]]; then
        prefix+=@
        _stmask_generate "${value#@}" -f
        compopt -o filenames 2>/dev/null
    else
        _stmask_reply_choice "$value" "$(_stmask_patterns "$stmask")"
    fi
}

_stmask_reply_value() { # what is there, kind
    case $2 in
    N | TEXT) ;;
    SPEC) _stmask_reply_spec "$1" ;;
    FILE | DIR)
        local what=-f
        [[ $2 == FILE ]] || what=-d
        _stmask_generate "$1" "$what"
        compopt -o filenames 2>/dev/null
        ;;
    LIST*)
        local word rest='' given=${1%"${1##*,}"}
        for word in $(tr '|' ' ' <<<"${2#LIST}"); do
            [[ ,$given == *",$word,"* ]] || rest+=" $given$word"
        done
        _stmask_reply "$1" "$rest"
        compopt -o nospace 2>/dev/null
        ;;
    *) _stmask_reply_choice "$1" "${2#+}" ;;
    esac
}

_stmask() {
    local line=${COMP_LINE:0:COMP_POINT} words program option operand entry table options='' rest quote=''
    # What stands in a quote that is open is one word.
    rest=$line
    while [[ $rest == *[\'\"]* ]]; do
        rest=${rest#"${rest%%[\'\"]*}"}
        quote=${rest:0:1} rest=${rest:1}
        [[ $rest == *"$quote"* ]] || break
        rest=${rest#*"$quote"} quote=''
    done
    [[ -z $quote ]] || line=${line%"$quote$rest"}
    read -ra words <<<"$line"
    if [[ -n $quote ]]; then
        words+=("$rest")
    elif [[ $line == *[[:space:]] ]]; then
        words+=('')
    fi
    local stmask=${words[0]/#\~/$HOME}
    local at=$((${#words[@]} - 1))
    local current=${words[at]} previous='' prefix=''
    ((at < 2)) || previous=${words[at - 1]}
    COMPREPLY=()
    program=${words[0]##*/}
    if [[ $program == stmask ]]; then
        if ((at == 1)); then
            _stmask_reply "$current" "$_stmask_subcommands --help --version"
            return
        fi
        program="stmask ${words[1]}"
        if [[ $program == 'stmask help' ]]; then
            ((at > 2)) || _stmask_reply "$current" "$_stmask_subcommands"
            return
        fi
    fi
    table=$(_stmask_options "$program")

    # The value of an option, after `--name=` or in a word of its own.
    option=$previous
    if [[ $current == --*=* ]]; then
        option=${current%%=*}
        prefix=$option=
        current=${current#*=}
    else
        # The last option, where it takes more words than one.
        local last=$((at - 1))
        while ((last > 1)) && [[ ${words[last]} != -* ]]; do
            last=$((last - 1))
        done
        [[ " $table" != *" ${words[last]%%=*}=+"* ]] || option=${words[last]%%=*}
    fi
    for entry in $table; do
        if [[ $option == -* && $entry == "$option="* && $current != -* ]]; then
            _stmask_reply_value "$current" "${entry#*=}"
            return
        fi
        options+=" ${entry%%=*}"
    done
    [[ -z $prefix ]] || return
    case $current in
    -*) _stmask_reply "$current" "$options" ;;
    *)
        operand=$(_stmask_operand "$program")
        if [[ -n $operand ]]; then
            _stmask_reply_value "$current" "$operand"
        elif [[ -z $current ]]; then
            _stmask_reply '' "$options"
        fi
        ;;
    esac
}

complete -F _stmask stmask sparse_transformer_mask mask_resource_calculator
