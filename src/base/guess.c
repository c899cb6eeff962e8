/* Finds the word nearest to what was typed by optimal string alignment: the fewest insertions,
 * deletions, changes and swaps of neighbours, row by row. */
#include <stmask/words.h>

#include <stdbool.h>
#include <string.h>

enum { LONGEST = 64 }; /* longer texts have no word near */

/* The letters that count; their number, or LONGEST + 1 where they are more. */
static int fold(char folded[LONGEST], const char *text, size_t length)
{
    int num = 0;
    for (size_t k = 0; k < length; k++) {
        char c = text[k];
        if (c == '_' || c == '-' || c == ' ')
            continue;
        if (num == LONGEST)
            return LONGEST + 1;
        folded[num++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return num;
}

static int least(int a, int b, int c)
{
    int two = a < b ? a : b;
    return two < c ? two : c;
}

static int distance(const char *a, int num_a, const char *b, int num_b)
{
    int rows[3][LONGEST + 1];
    int *before = rows[0], *last = rows[1], *row = rows[2];
    for (int j = 0; j <= num_b; j++)
        last[j] = j;
    for (int i = 1; i <= num_a; i++) {
        row[0] = i;
        for (int j = 1; j <= num_b; j++) {
            row[j] = least(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
        int *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[num_b];
}

void stm_guess_offer(stm_guess *guess, const char *word)
{
    char typed[LONGEST], known[LONGEST];
    int num_typed = fold(typed, guess->text, guess->length);
    int num_known = fold(known, word, strlen(word));
    if (num_typed == 0 || num_typed > LONGEST || num_known == 0 || num_known > LONGEST)
        return;
    int far = num_typed < 3 ? 0 : num_typed < 6 ? 1 : num_typed / 3;
    int this = distance(typed, num_typed, known, num_known);
    bool begins =
        num_typed >= 3 && num_typed < num_known && memcmp(typed, known, (size_t)num_typed) == 0;
    if (begins && this > 1)
        this = 1;
    if (this > far || (guess->word != NULL && this >= guess->distance))
        return;
    guess->word = word;
    guess->distance = this;
}
