// SPDX-License-Identifier: Apache-2.0
/* Raw sockets in C: pattern=reqrep (ping-pong) and pattern=stream (bulk, size = write size), transport tcp|ipc. */
#include "bench.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

static size_t g_size; static char *g_buf;
static int addr(struct sockaddr_storage *ss, socklen_t *len) {
    const char *ep = arg_s("endpoint", ""); memset(ss, 0, sizeof *ss);
    if (!strncmp(ep, "ipc://", 6)) { struct sockaddr_un *u = (void *)ss; u->sun_family = AF_UNIX; strncpy(u->sun_path, ep + 6, sizeof u->sun_path - 1); *len = sizeof *u; return AF_UNIX; }
    const char *c = strrchr(ep, ':'); struct sockaddr_in *a = (void *)ss; a->sin_family = AF_INET; a->sin_port = htons(atoi(c + 1)); a->sin_addr.s_addr = htonl(INADDR_LOOPBACK); *len = sizeof *a; return AF_INET;
}
static void nodelay(int fd, int af) { int one = 1; if (af == AF_INET) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); }
static int do_listen_accept(void) {
    struct sockaddr_storage ss; socklen_t l; int af = addr(&ss, &l), one = 1, s = socket(af, SOCK_STREAM, 0);
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(s, (void *)&ss, l) || listen(s, 16)) die("bind");
    int c = accept(s, NULL, NULL); nodelay(c, af); return c;
}
static int do_connect(void) {
    for (int i = 0; i < 500; i++) {
        struct sockaddr_storage ss; socklen_t l; int af = addr(&ss, &l), s = socket(af, SOCK_STREAM, 0);
        if (!connect(s, (void *)&ss, l)) { nodelay(s, af); return s; }
        close(s); sleep_s(0.01);
    }
    die("connect"); return -1;
}
static int rd(int fd, char *b, size_t n) { size_t o = 0; while (o < n) { ssize_t r = read(fd, b + o, n - o); if (r <= 0) { if (r < 0 && errno == EINTR) continue; return -1; } o += r; } return 0; }
static int wr(int fd, char *b, size_t n) { size_t o = 0; while (o < n) { ssize_t r = write(fd, b + o, n - o); if (r <= 0) { if (r < 0 && errno == EINTR) continue; return -1; } o += r; } return 0; }
static void *pinger(void *a) {
    int fd = (int)(intptr_t)a;
    for (;;) { int64_t t = now_ns(); if (wr(fd, g_buf, g_size) || rd(fd, g_buf, g_size)) exit(3); lat_rec(now_ns() - t); ctr_add(&g_ctr[0], 1); }
}
static void *reader(void *a) {
    int fd = (int)(intptr_t)a;
    for (;;) { if (rd(fd, g_buf, g_size)) exit(3); ctr_add(&g_ctr[0], 1); }
}
int main(int argc, char **argv) {
    g_argc = argc; g_argv = argv; g_size = arg_i("size", 16); g_buf = calloc(1, g_size);
    int meter = arg_is("role", "meter"), rr = arg_is("pattern", "reqrep");
    if (rr) {
        if (!meter) { int fd = do_listen_accept(); for (;;) if (rd(fd, g_buf, g_size) || wr(fd, g_buf, g_size)) return 0; }
        int fd = do_connect(); g_nctr = 1; spawn(pinger, (void *)(intptr_t)fd); sample_and_exit(1, g_size, "");
    } else {
        if (!meter) { int fd = do_connect(); for (;;) if (wr(fd, g_buf, g_size)) return 0; }
        int fd = do_listen_accept(); g_nctr = 1; spawn(reader, (void *)(intptr_t)fd); sample_and_exit(0, g_size, "");
    }
    return 0;
}
