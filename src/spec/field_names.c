/* Looks a name up in a table of what papers, models and frameworks call masks. A name that has two
 * meanings is not guessed at, so that none is understood without being told. */
#include "spec/field_names.h"

#include "parameter/text_slice.h"

#define BIAS "adds to scores and hides no key, so it is no mask; it goes beside one, such as causal"
#define WINDOW                                                                                     \
    "is either local:window_size=W, the last W keys (Mistral, Gemma), or "                         \
    "sliding_window:window_size=W, W/2 keys on either side (Longformer)"
#define CHUNKS "is chunked:chunk_size=N, causal within chunks of N keys (Llama 4)"
#define DENSE "is dense, every key, or causal, the keys up to the query's own"
#define PACKED "is document:lengths=L/L/L, sequences one behind the other"

static const struct {
    const char *name, *meant;
} names[] = {
    {"swa", WINDOW},
    {"window", WINDOW},
    {"windowed", WINDOW},
    {"sliding", WINDOW},
    {"band", WINDOW},
    {"banded", WINDOW},
    {"chunk", CHUNKS},
    {"chunked_attention", CHUNKS},
    {"full", DENSE},
    {"full_attention", DENSE},
    {"all", DENSE},
    {"none", DENSE},
    {"bidirectional", "is dense, every key"},
    {"tril", "is causal, the keys up to the query's own"},
    {"lower_triangular", "is causal, the keys up to the query's own"},
    {"autoregressive", "is causal, the keys up to the query's own"},
    {"alibi", BIAS},
    {"rope", "turns queries and keys and hides no key, so it is no mask"},
    {"t5_bias", BIAS},
    {"relative_bias", BIAS},
    {"softcap", "bounds scores and hides no key, so it is no mask"},
    {"block_diagonal", PACKED},
    {"varlen", PACKED},
    {"packed", PACKED},
    {"ragged", PACKED},
    {"sink", "is streaming:start=S,recent=W, attention sinks and a window"},
    {"sinks", "is streaming:start=S,recent=W, attention sinks and a window"},
    {"attention_sink", "is streaming:start=S,recent=W, attention sinks and a window"},
    {"attention_sinks", "is streaming:start=S,recent=W, attention sinks and a window"},
    {"streaming_llm", "is streaming:start=S,recent=W, attention sinks and a window"},
    {"a_shape", "is streaming:start=S,recent=W, attention sinks and a window"},
    {"prefix_lm", "is prefix:length=L, the first L keys for all queries"},
    {"natten", "is neighborhood or neighborhood_2d"},
    {"block_sparse", "is blocks:of=(SPEC),block=B, whole blocks of another mask"},
};

const char *stm__field_name(stm_text name)
{
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        stm_guess same = {.text = name.at, .length = name.length};
        stm_guess_offer(&same, names[k].name);
        if (same.word != NULL && same.distance == 0)
            return names[k].meant;
    }
    return NULL;
}
