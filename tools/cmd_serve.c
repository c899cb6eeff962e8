/* stmask serve: the explorer's page on 127.0.0.1, one request after the other and no path beyond
 * it. */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "command.h"
#include "explorer.h"

enum { HELP, SIZE, PORT };

#define PATIENCE 5 /* seconds for a request, and for every write of an answer */

static option table[] = {
    [HELP] = OPTION_HELP,
    [SIZE] = OPTION_SIZE_NAMED("size"),
    [PORT] = {.name = "port",
              .kind = OPTION_INTEGER,
              .argument = "P",
              .help = "the port to listen on; 0: one that is free",
              .maximum = 65535,
              .integer = 8421},
};

static stm_status listen_on(int64_t port, int *listener, int *taken, stm_error *error)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    socklen_t size = sizeof here;
    int on = 1, s = socket(AF_INET, SOCK_STREAM, 0);
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (s >= 0 && setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(s, (struct sockaddr *)&here, sizeof here) == 0 && listen(s, 16) == 0 &&
        getsockname(s, (struct sockaddr *)&here, &size) == 0) {
        *listener = s;
        *taken = ntohs(here.sin_port);
        return STM_OK;
    }
    int failure = errno;
    if (s >= 0)
        close(s);
    return options_refuse(error, "--port %" PRId64 ": cannot be listened on: %s", port,
                          strerror(failure));
}

static bool send_all(int s, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(s, data, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        data += sent;
        size -= (size_t)sent;
    }
    return true;
}

/* Reads up to the empty line that ends a request's head; false where none comes. */
static bool read_head(int s, char *head, size_t capacity)
{
    size_t used = 0;
    while (used < capacity - 1) {
        ssize_t got = recv(s, head + used, capacity - 1 - used, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        used += (size_t)got;
        head[used] = '\0';
        if (strstr(head, "\r\n\r\n") != NULL)
            return true;
    }
    return false;
}

static void answer(int s, const char *page, size_t length)
{
    struct timeval patience = {.tv_sec = PATIENCE};
    char head[8192] = "", reply[512];
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (!read_head(s, head, sizeof head))
        return;
    bool only_head = strncmp(head, "HEAD ", 5) == 0;
    bool method = only_head || strncmp(head, "GET ", 4) == 0;
    const char *path = head + (only_head ? 5 : 4);
    bool found = method && path[0] == '/' && (path[1] == ' ' || path[1] == '?');
    const char *status = !method ? "405 Method Not Allowed" : found ? "200 OK" : "404 Not Found";
    const char *body = found ? page : status;
    size_t size = found ? length : strlen(status);
    int written = snprintf(reply, sizeof reply,
                           "HTTP/1.1 %s\r\nContent-Type: text/%s; charset=utf-8\r\n"
                           "Content-Length: %zu\r\nCache-Control: no-store\r\n"
                           "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
                           status, found ? "html" : "plain", size);
    if (send_all(s, reply, (size_t)written) && !only_head)
        send_all(s, body, size);
}

static stm_status say_address(int port, stm_error *error)
{
    stm_output *output;
    stm_status status = run_stdout(&output, error);
    if (status != STM_OK)
        return status;
    stm_output_printf(output, "http://127.0.0.1:%d/\n", port);
    return stm_output_close(output, error);
}

static stm_status run(call *c)
{
    const char *spec = c->num_operands > 0 ? c->operands[0] : "strided";
    char *page = NULL;
    size_t length = 0;
    int listener = -1, port = 0;
    stm_mask *mask = NULL;
    command_size_of_files(&table[SIZE], &spec, 1);
    stm_status status = command_whole_mask(c, spec, table[SIZE].integer, &mask);
    stm_mask_free(mask);
    if (status == STM_OK)
        status = explorer_page(&spec, 1, table[SIZE].integer, &page, &length, &c->error);
    if (status == STM_OK)
        status = listen_on(table[PORT].integer, &listener, &port, &c->error);
    if (status == STM_OK)
        status = say_address(port, &c->error);
    while (status == STM_OK) {
        int s = accept(listener, NULL, NULL);
        if (s >= 0) {
            answer(s, page, length);
            close(s);
        } else if (errno != EINTR && errno != ECONNABORTED && errno != EMFILE) {
            options_refuse(&c->error, "port %d: %s", port, strerror(errno));
            status = STM_EIO;
        }
    }
    if (listener >= 0)
        close(listener);
    free(page);
    return status;
}

command cmd_serve = {
    .program = {.name = "stmask serve",
                .operands = "[SPEC]",
                .max_operands = 1,
                .summary = "the explorer in a browser, on this machine alone",
                .details = "Prints the address to open, and answers on it until it is "
                           "interrupted. Without SPEC\nthe page begins with `strided`.\n",
                OPTIONS(table)},
    .run = run,
};
