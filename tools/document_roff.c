/* Markdown to roff, line by line, as man(7) has it: what the manual pages of the programs need of
 * the two. */
#include <ctype.h>
#include <string.h>

#include "document.h"

/* One character of text or of code. */
static void put_character(FILE *out, const char *c, bool code)
{
    static const struct {
        const char *text, *roff;
    } known[] = {{"“", "\\(lq"}, {"”", "\\(rq"}, {"·", "\\(pc"}, {"\\", "\\e"}, {"'", "\\(aq"}};
    if (*c == '-' && code) {
        fputs("\\-", out);
        return;
    }
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (strncmp(c, known[k].text, strlen(known[k].text)) == 0) {
            fputs(known[k].roff, out);
            return;
        }
    /* What follows the first byte of a quote or a dot in UTF-8 has gone with it. */
    if (((unsigned char)*c & 0xc0) != 0x80)
        fputc(*c, out);
}

/* Text with its marks, up to `end`. */
static void put_inline(FILE *out, const char *text, const char *end)
{
    bool code = false, emphasis = false;
    if (text < end && (*text == '.' || *text == '\''))
        fputs("\\&", out);
    for (const char *c = text; c < end; c++) {
        if (*c == '`') {
            code = !code;
            fputs(code ? "\\fB" : "\\fR", out);
        } else if (*c == '*' && !code) {
            emphasis = !emphasis;
            fputs(emphasis ? "\\fI" : "\\fR", out);
        } else if (*c == '[' && !code && strstr(c, "](") != NULL && strstr(c, "](") < end) {
            const char *close = strstr(c, "](");
            put_inline(out, c + 1, close);
            c = strchr(close, ')');
        } else {
            put_character(out, c, code);
        }
    }
}

static void put_line(FILE *out, const char *text, const char *end)
{
    bool breaks = end > text && end[-1] == '\\';
    put_inline(out, text, breaks ? end - 1 : end);
    fputs(breaks ? "\n.br\n" : "\n", out);
}

/* Where the term of `- TERM: text` ends: at the first colon outside of code. */
static const char *end_of_term(const char *text, const char *end)
{
    bool code = false;
    for (const char *c = text; c < end; c++) {
        code ^= *c == '`';
        if (*c == ':' && !code && (c + 1 == end || c[1] == ' '))
            return c;
    }
    return end;
}

static void put_heading(FILE *out, const char *line, const char *end)
{
    const char *dash = strstr(line, " - ");
    if (line[1] == ' ' && dash != NULL && dash < end) {
        fputs(".TH ", out);
        for (const char *c = line + 2; c < dash; c++)
            fputc(toupper((unsigned char)*c), out);
        fprintf(out, " 1\n.SH NAME\n%.*s \\- ", (int)(dash - line - 2), line + 2);
        put_line(out, dash + 3, end);
    } else if (line[2] == ' ') {
        fputs(".SH ", out);
        for (const char *c = line + 3; c < end; c++)
            fputc(toupper((unsigned char)*c), out);
        fputc('\n', out);
    } else {
        fputs(".SS ", out);
        put_line(out, line + strspn(line, "# "), end);
    }
}

static void put_item(FILE *out, const char *text, const char *end)
{
    const char *term = end_of_term(text, end);
    fputs(".TP\n", out);
    put_line(out, text, term);
    if (term + 2 < end)
        put_line(out, term + 2, end);
}

/* Where the last line left the page. */
typedef enum place { AT_HEADING, IN_TEXT, AT_BLANK, IN_CODE } place;

static place put_any(FILE *out, const char *line, const char *end, place before)
{
    if (before == IN_CODE && strncmp(line, "```", 3) != 0) {
        fputs(*line == '.' || *line == '\'' ? "\\&" : "", out);
        for (const char *c = line; c < end; c++)
            put_character(out, c, true);
        fputc('\n', out);
        return IN_CODE;
    }
    if (strncmp(line, "```", 3) == 0) {
        fputs(before == IN_CODE ? ".RE\n.fi\n" : ".PP\n.nf\n.RS 4\n", out);
        return before == IN_CODE ? IN_TEXT : IN_CODE;
    }
    if (line == end)
        return before == AT_HEADING ? AT_HEADING : AT_BLANK;
    if (*line == '#') {
        put_heading(out, line, end);
        return AT_HEADING;
    }
    if (strncmp(line, "- ", 2) == 0) {
        put_item(out, line + 2, end);
        return IN_TEXT;
    }
    if (before == AT_BLANK)
        fputs(".PP\n", out);
    put_line(out, line + strspn(line, " "), end);
    return IN_TEXT;
}

void document_put_roff(FILE *out, const char *markdown)
{
    place now = AT_HEADING;
    while (*markdown != '\0') {
        size_t length = strcspn(markdown, "\n");
        now = put_any(out, markdown, markdown + length, now);
        markdown += length + (markdown[length] == '\n');
    }
}
