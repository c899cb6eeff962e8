/* Writes titles from patterns, what is set of them, and the rectangles that are drawn. */
#include "draw_titles.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "draw.h"

static bool is_repeated(const drawn_masks *m)
{
    for (int k = 0; k < m->num; k++)
        for (int l = 0; l < k; l++)
            if (stm_mask_pattern(m->whole[k]) == stm_mask_pattern(m->whole[l]))
                return true;
    return false;
}

/* Panels are titled by their patterns and what is set of these; by their specs where patterns
 * repeat, and where they are put together. */
static void make_panel_titles(drawn_masks *m)
{
    bool repeated = is_repeated(m);
    for (int k = 0; k < m->num; k++) {
        char set[300];
        const stm_pattern *pattern = stm_mask_pattern(m->whole[k]);
        draw_parameters(m->whole[k], set, sizeof set);
        m->titles[k] = m->specs[k];
        if (repeated || pattern == NULL)
            continue;
        snprintf(m->title_texts[k], sizeof m->title_texts[k], "%s%s%s", pattern->panel_title,
                 set[0] == '\0' ? "" : "\n", set);
        m->titles[k] = m->title_texts[k];
    }
}

/* What is below the first line of the title: what is set of the one mask's pattern, and of what the
 * sparsity is, where not all is drawn. */
static void add_lines(drawn_masks *m, bool part)
{
    char set[300] = "", whole[64] = "";
    if (part && m->num > 1)
        snprintf(whole, sizeof whole, "\nsparsities of the whole masks");
    if (m->num == 1)
        draw_parameters(m->whole[0], set, sizeof set);
    if (part && m->num == 1) {
        snprintf(whole, sizeof whole, "\nsparsity of the whole mask %.4f%%", 100 * m->sparsity[0]);
        m->sparsity[0] = NAN; /* it is told */
    }
    size_t used = strlen(m->title);
    snprintf(m->title + used, sizeof m->title - used, "%s%s%s", set[0] == '\0' ? "" : "\n", set,
             whole);
}

static void make_titles(drawn_masks *m, const char *what, bool part, const char *own)
{
    make_panel_titles(m);
    if (own != NULL) {
        snprintf(m->title, sizeof m->title, "%s", own);
    } else if (m->num == 1) {
        const stm_pattern *pattern = stm_mask_pattern(m->whole[0]);
        snprintf(m->title, sizeof m->title, "%.200s %s",
                 pattern == NULL ? m->specs[0] : pattern->figure_title, what);
        add_lines(m, part);
    } else {
        snprintf(m->title, sizeof m->title, "Mask Comparison %s", what);
        add_lines(m, part);
    }
    if (m->num == 1)
        m->titles[0] = m->title;
}

void draw_titles(drawn_masks *m, const stm_rectangle *whole, const stm_rectangle *part,
                 const char *own)
{
    char what[160];
    bool cut = part->num_queries < whole->num_queries || part->num_keys < whole->num_keys;
    size_t used = (size_t)snprintf(what, sizeof what, "(%" PRId64 "x%" PRId64, part->num_queries,
                                   part->num_keys);
    if (cut)
        used +=
            (size_t)snprintf(what + used, sizeof what - used, " sample%s of %" PRId64 "x%" PRId64,
                             m->num > 1 ? "s" : "", whole->num_queries, whole->num_keys);
    if (part->first_query != 0 || part->first_key != 0)
        used += (size_t)snprintf(what + used, sizeof what - used, " at %" PRId64 ",%" PRId64,
                                 part->first_query, part->first_key);
    snprintf(what + used, sizeof what - used, ")");
    make_titles(m, what, cut, own);
}
