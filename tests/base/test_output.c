/* Outputs: whole files or none, whatever happens. */
#include "support.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/stmask-output-XXXXXX";

static int enter_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

/* Removes what a test left, and counts it. */
static int empty_folder(void)
{
    int entries = 0;
    DIR *here = opendir(".");
    assert_non_null(here);
    for (struct dirent *e = readdir(here); e != NULL; e = readdir(here))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            entries++;
            assert_int_equal(remove(e->d_name), 0);
        }
    closedir(here);
    return entries;
}

static int leave_folder(void **state)
{
    (void)state;
    empty_folder();
    return chdir("/") != 0 || rmdir(folder) != 0;
}

static void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_file(const char *path, const char *text)
{
    char got[200] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    got[fread(got, 1, sizeof got - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(got, text);
}

static bool exists(const char *path)
{
    struct stat s;
    return lstat(path, &s) == 0;
}

static void write_text(const char *path, const char *text)
{
    stm_output *output = NULL;
    ASSERT_OK(stm_output_open(path, &output, NULL));
    ASSERT_OK(stm_output_write(output, text, strlen(text)));
    ASSERT_OK(stm_output_close(output, NULL));
}

static void a_file_appears_when_it_is_whole(void **state)
{
    (void)state;
    stm_output *output = NULL;
    ASSERT_OK(stm_output_open("new.txt", &output, NULL));
    ASSERT_OK(stm_output_write(output, "half", 4));
    ASSERT_OK(stm_output_flush(output));
    assert_false(exists("new.txt"));
    ASSERT_OK(stm_output_write(output, " and whole", 10));
    ASSERT_OK(stm_output_close(output, NULL));
    assert_file("new.txt", "half and whole");
    write_text("new.txt", "again");
    assert_file("new.txt", "again");
    assert_int_equal(empty_folder(), 1);
    ASSERT_OK(stm_output_close(NULL, NULL));
    stm_output_discard(NULL);
}

static void a_new_file_has_the_usual_permissions(void **state)
{
    (void)state;
    struct stat s;
    mode_t before = umask(027);
    write_text("new.txt", "x");
    umask(before);
    assert_int_equal(stat("new.txt", &s), 0);
    assert_int_equal(s.st_mode & 07777, 0640);
    assert_int_equal(chmod("new.txt", 0600), 0);
    write_text("new.txt", "y"); /* and an old one keeps its own */
    assert_int_equal(stat("new.txt", &s), 0);
    assert_int_equal(s.st_mode & 07777, 0600);
    empty_folder();
}

/* Bits that run a file as its owner are not for the bytes of somebody else. */
static void a_replaced_file_loses_its_setuid_bit(void **state)
{
    (void)state;
    struct stat s;
    put_file("old.txt", "old");
    assert_int_equal(chmod("old.txt", 06755), 0);
    write_text("old.txt", "new");
    assert_int_equal(stat("old.txt", &s), 0);
    assert_int_equal(s.st_mode & 07777, 0755);
    empty_folder();
}

/* Of several outputs, all are finished before the first has its name. */
static void a_finished_output_waits_for_its_name(void **state)
{
    (void)state;
    stm_output *output = NULL;
    stm_error error;
    put_file("x", "old");
    ASSERT_OK(stm_output_open("x", &output, NULL));
    ASSERT_OK(stm_output_write(output, "new", 3));
    ASSERT_OK(stm_output_finish(output, NULL));
    assert_file("x", "old");
    ASSERT_OK(stm_output_close(output, NULL));
    assert_file("x", "new");
    ASSERT_OK(stm_output_open("x", &output, NULL));
    ASSERT_OK(stm_output_finish(output, NULL));
    stm_output_discard(output);
    assert_file("x", "new");
    ASSERT_OK(stm_output_open("/dev/full", &output, NULL));
    ASSERT_OK(stm_output_write(output, "new", 3));
    ASSERT_FAILS(stm_output_finish(output, &error), STM_EIO, error,
                 "/dev/full: No space left on device");
    ASSERT_FAILS(stm_output_close(output, &error), STM_EIO, error,
                 "/dev/full: No space left on device");
    assert_int_equal(empty_folder(), 1);
}

static void a_discarded_output_leaves_the_old_file(void **state)
{
    (void)state;
    stm_output *output = NULL;
    put_file("old.txt", "old");
    ASSERT_OK(stm_output_open("old.txt", &output, NULL));
    ASSERT_OK(stm_output_write(output, "new", 3));
    ASSERT_OK(stm_output_flush(output));
    stm_output_discard(output);
    assert_file("old.txt", "old");
    assert_int_equal(empty_folder(), 1);
}

/* The thread that writes a large file ends with its output. */
static void a_discarded_large_output_leaves_nothing(void **state)
{
    (void)state;
    static char block[100 * 1000];
    for (int trial = 0; trial < 20; trial++) {
        stm_output *output = NULL;
        ASSERT_OK(stm_output_open("large", &output, NULL));
        for (int part = 0; part < 50; part++)
            ASSERT_OK(stm_output_write(output, block, sizeof block));
        stm_output_discard(output);
        assert_int_equal(empty_folder(), 0);
    }
    /* This thread only: on Linux each has an entry there. */
    DIR *threads = opendir("/proc/self/task");
    int num = 0;
    if (threads == NULL)
        return;
    for (struct dirent *e = readdir(threads); e != NULL; e = readdir(threads))
        num += e->d_name[0] != '.';
    closedir(threads);
    assert_int_equal(num, 1);
}

/* A limit on the size of files stands for a full disk; beyond 4 MiB a thread does the writing. */
static void a_failed_write_leaves_the_old_file(void **state)
{
    (void)state;
    static const rlim_t limits[] = {100 * 1000, 7 * 1000 * 1000};
    static char block[100 * 1000];
    struct rlimit unlimited, limit;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
    for (int k = 0; k < 2; k++) {
        stm_output *output = NULL;
        stm_error error;
        stm_status status = STM_OK;
        put_file("old.txt", "old");
        ASSERT_OK(stm_output_open("old.txt", &output, NULL));
        limit = unlimited;
        limit.rlim_cur = limits[k];
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        for (int part = 0; part < 300; part++)
            status = stm_output_write(output, block, sizeof block);
        assert_int_equal(status, STM_EIO);
        assert_int_equal(stm_output_status(output), STM_EIO);
        assert_int_equal(stm_output_flush(output), STM_EIO);
        ASSERT_FAILS(stm_output_close(output, &error), STM_EIO, error, "old.txt: File too large");
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &unlimited), 0);
        assert_file("old.txt", "old");
        assert_int_equal(empty_folder(), 1);
    }
}

static void large_files_are_whole(void **state)
{
    (void)state;
    stm_output *output = NULL;
    ASSERT_OK(stm_output_open("large", &output, NULL));
    for (uint32_t k = 0; k < 3000000; k++)
        stm_output_write(output, &k, sizeof k);
    ASSERT_OK(stm_output_close(output, NULL));
    FILE *file = fopen("large", "r");
    assert_non_null(file);
    uint32_t got;
    for (uint32_t k = 0; k < 3000000; k++)
        if (fread(&got, sizeof got, 1, file) != 1 || got != k)
            fail_msg("number %u is wrong", (unsigned)k);
    assert_int_equal(fgetc(file), EOF);
    fclose(file);
    assert_int_equal(empty_folder(), 1);
}

static void printf_takes_any_length(void **state)
{
    (void)state;
    static char word[20000];
    captured got = {0};
    stm_output *output = NULL;
    memset(word, 'w', sizeof word - 1);
    ASSERT_OK(stm_output_callback(capture, &got, &output, NULL));
    ASSERT_OK(stm_output_printf(output, "%d, %s!", 7, word));
    ASSERT_OK(stm_output_printf(output, "%s", ""));
    ASSERT_OK(stm_output_close(output, NULL));
    assert_int_equal(got.length, 3 + sizeof word - 1 + 1);
    assert_true(strncmp(got.text, "7, www", 6) == 0 && got.text[got.length - 1] == '!');
    free(got.text);
}

static void a_full_device_is_told_of(void **state)
{
    (void)state;
    stm_output *output = NULL;
    stm_error error;
    static char block[3 * 1024 * 1024]; /* more than the buffer */
    ASSERT_OK(stm_output_open("/dev/full", &output, NULL));
    ASSERT_OK(stm_output_write(output, "x", 1)); /* still in the buffer */
    ASSERT_FAILS(stm_output_close(output, &error), STM_EIO, error,
                 "/dev/full: No space left on device");
    ASSERT_OK(stm_output_open("/dev/full", &output, NULL));
    assert_int_equal(stm_output_write(output, block, sizeof block), STM_EIO);
    ASSERT_FAILS(stm_output_close(output, &error), STM_EIO, error,
                 "/dev/full: No space left on device");
    assert_true(exists("/dev/full"));
    write_text("/dev/null", "gone");
}

static void places_that_take_no_file_are_refused(void **state)
{
    (void)state;
    stm_output *output = NULL;
    stm_error error;
    assert_int_equal(mkdir("sub", 0777), 0);
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    assert_int_equal(symlink("loop", "loop"), 0);
    put_file("file", "f");
    static const char *const refused[][2] = {
        {"sub", "sub: is a folder, not a file to write"},
        {"sub/", "sub/: is a folder, not a file to write"},
        {"missing/x", "missing/x: cannot be written: No such file or directory"},
        {"missing/", "'missing/': names no file to write"},
        {"", "'': names no file to write"},
        {"file/x", "file/x: cannot be written: Not a directory"},
        {"dangling", "dangling: is a link to a file that is not there"},
        {"loop", "loop: cannot be written: Too many levels of symbolic links"}};
    for (size_t k = 0; k < sizeof refused / sizeof *refused; k++) {
        ASSERT_FAILS(stm_output_open(refused[k][0], &output, &error), STM_EINVAL, error,
                     refused[k][1]);
        assert_int_equal(stm_output_open(refused[k][0], &output, NULL), STM_EINVAL);
    }
    assert_null(output);
    assert_int_equal(empty_folder(), 4);
}

static void a_link_is_followed(void **state)
{
    (void)state;
    struct stat s;
    char target[100];
    assert_int_equal(mkdir("sub", 0777), 0);
    put_file("sub/real", "old");
    assert_int_equal(symlink("sub/real", "link"), 0);
    write_text("link", "new");
    assert_int_equal(lstat("link", &s), 0);
    assert_true(S_ISLNK(s.st_mode));
    assert_int_equal(readlink("link", target, sizeof target), 8);
    assert_file("sub/real", "new");
    assert_int_equal(remove("sub/real"), 0);
    assert_int_equal(empty_folder(), 2);
}

static void two_outputs_at_once_do_not_meet(void **state)
{
    (void)state;
    stm_output *a = NULL, *b = NULL;
    ASSERT_OK(stm_output_open("same", &a, NULL));
    ASSERT_OK(stm_output_open("same", &b, NULL));
    stm_output_write(a, "a", 1);
    stm_output_write(b, "bb", 2);
    ASSERT_OK(stm_output_close(b, NULL));
    assert_file("same", "bb");
    ASSERT_OK(stm_output_close(a, NULL));
    assert_file("same", "a");
    assert_int_equal(empty_folder(), 1);
}

static int refuse_second(void *context, const void *data, size_t size)
{
    (void)data, (void)size;
    return ++*(int *)context == 2;
}

static void a_refusing_callback_fails_the_output(void **state)
{
    (void)state;
    int calls = 0;
    stm_output *output = NULL;
    stm_error error;
    ASSERT_OK(stm_output_callback(refuse_second, &calls, &output, NULL));
    for (int k = 0; k < 5; k++) {
        assert_int_equal(stm_output_write(output, "x", 1), k < 2 ? STM_OK : STM_EIO);
        assert_int_equal(stm_output_flush(output), k < 1 ? STM_OK : STM_EIO);
    }
    assert_int_equal(calls, 2); /* not called again */
    ASSERT_FAILS(stm_output_close(output, &error), STM_EIO, error,
                 "the output: the write was refused");
}

static void a_descriptor_stays_open(void **state)
{
    (void)state;
    int ends[2];
    stm_output *output = NULL;
    stm_error error;
    char got[8] = "";
    assert_int_equal(pipe(ends), 0);
    ASSERT_OK(stm_output_descriptor(ends[1], "standard output", &output, NULL));
    ASSERT_OK(stm_output_write(output, "abc", 3));
    ASSERT_OK(stm_output_close(output, NULL));
    assert_int_equal(write(ends[1], "def", 3), 3);
    assert_int_equal(read(ends[0], got, 7), 6);
    assert_string_equal(got, "abcdef");
    close(ends[0]);
    signal(SIGPIPE, SIG_IGN);
    ASSERT_OK(stm_output_descriptor(ends[1], "standard output", &output, NULL));
    ASSERT_OK(stm_output_write(output, "abc", 3));
    ASSERT_FAILS(stm_output_close(output, &error), STM_EIO, error, "standard output: Broken pipe");
    close(ends[1]);
    ASSERT_FAILS(stm_output_descriptor(-1, "standard output", &output, &error), STM_EINVAL, error,
                 "standard output: cannot be written: Bad file descriptor");
}

/* What a program's signal handler does, in a process of its own. */
static void abandoned_outputs_leave_nothing(void **state)
{
    (void)state;
    put_file("old.txt", "old");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        stm_output *output[3] = {NULL};
        bool opened = stm_output_open("old.txt", &output[0], NULL) == STM_OK &&
                      stm_output_open("new.txt", &output[1], NULL) == STM_OK &&
                      stm_output_open("kept.txt", &output[2], NULL) == STM_OK;
        for (int k = 0; opened && k < 3; k++)
            stm_output_write(output[k], "half", 4);
        opened = opened && stm_output_close(output[2], NULL) == STM_OK;
        stm_output_abandon_all();
        _exit(opened ? 130 : 1);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 130);
    assert_file("old.txt", "old");
    assert_file("kept.txt", "half");
    assert_int_equal(empty_folder(), 2);
}

static void room_is_looked_at_beforehand(void **state)
{
    (void)state;
    stm_output *output = NULL;
    stm_error error;
    ASSERT_OK(stm_output_open("new.txt", &output, NULL));
    ASSERT_OK(stm_output_room(output, 0, &error));
    ASSERT_OK(stm_output_room(output, 1, &error));
    assert_int_equal(stm_output_room(output, INT64_MAX, &error), STM_EINVAL);
    const char *start = "new.txt: 9223372036854775807 bytes are too many, its disk has room for ";
    assert_true(strncmp(error.message, start, strlen(start)) == 0);
    stm_output_discard(output);
    ASSERT_OK(stm_output_open("/dev/null", &output, NULL));
    ASSERT_OK(stm_output_room(output, INT64_MAX, &error));
    stm_output_discard(output);
    assert_int_equal(empty_folder(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_appears_when_it_is_whole),
        cmocka_unit_test(a_new_file_has_the_usual_permissions),
        cmocka_unit_test(a_replaced_file_loses_its_setuid_bit),
        cmocka_unit_test(a_finished_output_waits_for_its_name),
        cmocka_unit_test(a_discarded_output_leaves_the_old_file),
        cmocka_unit_test(a_discarded_large_output_leaves_nothing),
        cmocka_unit_test(a_failed_write_leaves_the_old_file),
        cmocka_unit_test(large_files_are_whole),
        cmocka_unit_test(printf_takes_any_length),
        cmocka_unit_test(a_full_device_is_told_of),
        cmocka_unit_test(places_that_take_no_file_are_refused),
        cmocka_unit_test(a_link_is_followed),
        cmocka_unit_test(two_outputs_at_once_do_not_meet),
        cmocka_unit_test(a_refusing_callback_fails_the_output),
        cmocka_unit_test(a_descriptor_stays_open),
        cmocka_unit_test(abandoned_outputs_leave_nothing),
        cmocka_unit_test(room_is_looked_at_beforehand),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
