// SPDX-License-Identifier: Apache-2.0
/* libzmq peer. role=meter|load|both, and the patterns of docs/performance.md but those with many threads on a socket. */
#include "bench.h"
#include <zmq.h>

enum { BURST = 1000, IDLE_US = 5000, SLOW_US = 1000, WINDOW = 100 };

static void *g_ctx; static size_t g_size; static char *g_tmpl; static const char *g_ep;
/* A message has g_frames frames of the next of g_sizes bytes; a side may rest after every BURST messages. */
static int g_frames = 1, g_nsizes = 1, g_send_rest_us, g_receive_rest_us;
static size_t g_sizes[6];

static void opt(void *s, int o, int v) { if (zmq_setsockopt(s, o, &v, sizeof v)) { fprintf(stderr, "setsockopt %d: %s\n", o, zmq_strerror(errno)); exit(2); } }
static void *sock(int type) {
    void *s = zmq_socket(g_ctx, type); if (!s) { fprintf(stderr, "socket: %s\n", zmq_strerror(errno)); exit(2); }
    int hwm = (int)arg_i("hwm", 1000);
    opt(s, ZMQ_SNDHWM, hwm); opt(s, ZMQ_RCVHWM, hwm); opt(s, ZMQ_LINGER, 0); opt(s, ZMQ_BACKLOG, 4000);
    return s;
}
static void do_bind(void *s) { if (zmq_bind(s, g_ep)) { fprintf(stderr, "bind %s: %s\n", g_ep, zmq_strerror(errno)); exit(2); } }
static void do_connect(void *s) { if (zmq_connect(s, g_ep)) { fprintf(stderr, "connect %s: %s\n", g_ep, zmq_strerror(errno)); exit(2); } }
static void nofree(void *d, void *h) { (void)d; (void)h; }

static inline void send_frame(void *s, size_t size, int zc, int flags) {
    if (!zc) { if (zmq_send(s, g_tmpl, size, flags) < 0) exit(3); return; }
    zmq_msg_t m; zmq_msg_init_data(&m, g_tmpl, size, nofree, NULL);
    if (zmq_msg_send(&m, s, flags) < 0) exit(3);
}
static inline void send_one(void *s, size_t size, int zc) {
    for (int f = 1; f < g_frames; f++) send_frame(s, size, zc, ZMQ_SNDMORE);
    send_frame(s, size, zc, 0);
}
static void *sender(void *s) {
    int zc = (int)arg_i("zc", 0), done = 0;
    for (int i = 0;; i = i + 1 == g_nsizes ? 0 : i + 1) {
        send_one(s, g_sizes[i], zc);
        if (g_send_rest_us && ++done == BURST) { done = 0; usleep(g_send_rest_us); }
    }
    return NULL;
}
static inline void receive_one(void *s, zmq_msg_t *m, size_t size) {
    for (int f = 1; f <= g_frames; f++) {
        if (zmq_msg_recv(m, s, 0) < 0) exit(3);
        size_t n = zmq_msg_size(m); const char *d = zmq_msg_data(m);
        if (n != size || d[0] != g_tmpl[0] || d[n - 1] != g_tmpl[n - 1] || zmq_msg_more(m) != (f < g_frames)) { fprintf(stderr, "bad message\n"); exit(4); }
    }
}
typedef struct { void *s; counter_t *c; } rx_t;
static void *receiver(void *a) {
    rx_t *r = a; zmq_msg_t m; zmq_msg_init(&m); int done = 0;
    for (int i = 0;; i = i + 1 == g_nsizes ? 0 : i + 1) {
        receive_one(r->s, &m, g_sizes[i]);
        ctr_add(r->c, 1);
        if (g_receive_rest_us && ++done == BURST) { done = 0; usleep(g_receive_rest_us); }
    }
    return NULL;
}
/* One thread keeps WINDOW requests in flight: a socket is for one thread. */
static void *dealer(void *a) {
    rx_t *r = a; zmq_msg_t m; zmq_msg_init(&m);
    for (int i = 0; i < WINDOW; i++) send_one(r->s, g_size, 0);
    for (;;) { receive_one(r->s, &m, g_size); ctr_add(r->c, 1); send_one(r->s, g_size, 0); }
    return NULL;
}
/* Sends every message back, frame by frame, the routing id first. */
static void *router(void *s) {
    zmq_msg_t m; zmq_msg_init(&m);
    for (;;) { if (zmq_msg_recv(&m, s, 0) < 0 || zmq_msg_send(&m, s, zmq_msg_more(&m) ? ZMQ_SNDMORE : 0) < 0) exit(3); }
    return NULL;
}
typedef struct { void *front, *back; } proxy_t;
static void *proxy(void *a) { proxy_t *p = a; zmq_proxy(p->front, p->back, NULL); exit(3); }
static rx_t *rx(void *s) { rx_t *r = malloc(sizeof *r); r->s = s; r->c = &g_ctr[g_nctr++]; return r; }
static void *replier(void *s) {
    zmq_msg_t m; zmq_msg_init(&m);
    for (;;) { if (zmq_msg_recv(&m, s, 0) < 0 || zmq_msg_send(&m, s, 0) < 0) exit(3); }
    return NULL;
}
static void *requester(void *s) {
    zmq_msg_t m; zmq_msg_init(&m); counter_t *c = &g_ctr[0]; g_nctr = 1;
    double pause_s = arg_i("pause", 0) / 1e6;
    for (;;) {
        if (pause_s > 0) sleep_s(pause_s);
        int64_t t = now_ns();
        if (zmq_send(s, g_tmpl, g_size, 0) < 0 || zmq_msg_recv(&m, s, 0) < 0) exit(3);
        lat_rec(now_ns() - t);
        if (zmq_msg_size(&m) != g_size) exit(4);
        ctr_add(c, 1);
    }
    return NULL;
}
/* So many messages a second, and how long each is on its way: all read the clock of the machine. */
static void *steady_sender(void *s) {
    int64_t step = 1000000000 / arg_i("n", 1), due = now_ns(), left;
    for (;;) {
        while ((left = due - now_ns()) > 0) sleep_s(left / 1e9);
        due += step;
        int64_t stamp = now_ns(); memcpy(g_tmpl, &stamp, sizeof stamp);
        if (zmq_send(s, g_tmpl, g_size, 0) < 0) exit(3);
    }
    return NULL;
}
static void *steady_receiver(void *a) {
    rx_t *r = a; zmq_msg_t m; zmq_msg_init(&m); int64_t stamp;
    for (;;) {
        if (zmq_msg_recv(&m, r->s, 0) < 0 || zmq_msg_size(&m) != g_size) exit(3);
        memcpy(&stamp, zmq_msg_data(&m), sizeof stamp);
        lat_rec(now_ns() - stamp);
        ctr_add(r->c, 1);
    }
    return NULL;
}

int main(int argc, char **argv) {
    g_argc = argc; g_argv = argv; g_size = arg_i("size", 16); g_ep = arg_s("endpoint", "inproc://bench");
    g_frames = (int)arg_i("frames", 1); g_sizes[0] = g_size;
    size_t largest = g_size; double unit = (double)g_size * g_frames;
    int fanin = arg_is("pattern", "fanin"), fanout = arg_is("pattern", "fanout");
    if (arg_is("pattern", "mixed")) {
        static const size_t mixed[6] = {1, 16, 100, 1000, 10000, 100000};
        g_nsizes = 6; unit = 0; largest = mixed[5];
        for (int i = 0; i < 6; i++) { g_sizes[i] = mixed[i]; unit += mixed[i] / 6.0; }
    }
    if (arg_is("pattern", "bursts")) g_send_rest_us = IDLE_US;
    if (arg_is("pattern", "slow")) g_receive_rest_us = SLOW_US;
    g_tmpl = malloc(largest); for (size_t i = 0; i < largest; i++) g_tmpl[i] = (char)(i * 7 + 3);
    int both = arg_is("role", "both"), meter = both || arg_is("role", "meter"), load = both || arg_is("role", "load");
    int n = (int)arg_i("n", 1);
    g_ctx = zmq_ctx_new(); zmq_ctx_set(g_ctx, ZMQ_MAX_SOCKETS, 4096);
    if (arg_i("iothreads", 0)) zmq_ctx_set(g_ctx, ZMQ_IO_THREADS, (int)arg_i("iothreads", 1));
    char extra[256] = "";
    if (fanin || fanout || arg_is("pattern", "pushpull") || arg_is("pattern", "multipart") || arg_is("pattern", "mixed")
        || arg_is("pattern", "slow") || arg_is("pattern", "bursts") || arg_is("pattern", "bulk")) {
        /* The side with one socket binds. */
        if (meter) for (int i = 0; i < (fanout ? n : 1); i++) { void *s = sock(ZMQ_PULL); if (fanout) do_connect(s); else do_bind(s); spawn(receiver, rx(s)); }
        if (load) for (int i = 0; i < (fanin ? n : 1); i++) { void *s = sock(ZMQ_PUSH); if (fanout) do_bind(s); else do_connect(s); spawn(sender, s); }
        if (meter) sample_and_exit(0, unit, extra);
    } else if (arg_is("pattern", "steady")) {
        if (load) { void *s = sock(ZMQ_PUSH); do_connect(s); spawn(steady_sender, s); }
        if (meter) { void *s = sock(ZMQ_PULL); do_bind(s); spawn(steady_receiver, rx(s)); sample_and_exit(1, unit, extra); }
    } else if (arg_is("pattern", "routed")) {
        if (load) { void *s = sock(ZMQ_ROUTER); do_bind(s); spawn(router, s); }
        if (meter) { void *s = sock(ZMQ_DEALER); do_connect(s); spawn(dealer, rx(s)); sample_and_exit(0, unit, extra); }
    } else if (arg_is("pattern", "proxied")) {
        if (load) {
            /* The publisher reaches the proxy, in its own process, over tcp as well. */
            static proxy_t p; p.front = sock(ZMQ_XSUB); p.back = sock(ZMQ_XPUB); void *s = sock(ZMQ_PUB);
            char front[64]; size_t length = sizeof front;
            if (zmq_bind(p.front, "tcp://127.0.0.1:*") || zmq_getsockopt(p.front, ZMQ_LAST_ENDPOINT, front, &length)) die("front");
            if (arg_i("nodrop", 0)) { opt(p.back, ZMQ_XPUB_NODROP, 1); opt(s, ZMQ_XPUB_NODROP, 1); }
            do_bind(p.back); spawn(proxy, &p);
            if (zmq_connect(s, front)) die("connect");
            spawn(sender, s);
        }
        if (meter) { void *s = sock(ZMQ_SUB); zmq_setsockopt(s, ZMQ_SUBSCRIBE, "", 0); do_connect(s); spawn(receiver, rx(s)); sample_and_exit(0, unit, extra); }
    } else if (arg_is("pattern", "reqrep") || arg_is("pattern", "paced")) {
        if (load) { void *s = sock(ZMQ_REP); do_bind(s); spawn(replier, s); }
        if (meter) { void *s = sock(ZMQ_REQ); do_connect(s); g_lat = NULL; g_nctr = 1; spawn(requester, s); sample_and_exit(1, g_size, extra); }
    } else if (arg_is("pattern", "pubsub")) {
        void *p = NULL;
        if (load) { p = sock(ZMQ_PUB); if (arg_i("nodrop", 1)) opt(p, ZMQ_XPUB_NODROP, 1); do_bind(p); }
        if (meter) for (int i = 0; i < n; i++) { void *s = sock(ZMQ_SUB); zmq_setsockopt(s, ZMQ_SUBSCRIBE, "", 0); do_connect(s); spawn(receiver, rx(s)); }
        if (load) { sleep_s(arg_d("settle", 0.3)); spawn(sender, p); }
        if (meter) { snprintf(extra, sizeof extra, ",\"n\":%d", n); sample_and_exit(0, g_size, extra); }
    } else if (arg_is("pattern", "many") || arg_is("pattern", "conns")) {
        long rss0 = proc_rss_kb(0);
        if (meter) {
            void *s = sock(ZMQ_PULL); do_bind(s); rx_t *r = rx(s); spawn(receiver, r);
            int64_t t0 = now_ns();
            while (ctr_sum() < n) sleep_s(0.005);
            double up = (now_ns() - t0) / 1e9;
            if (arg_is("pattern", "conns")) sleep_s(0.5);
            snprintf(extra, sizeof extra, ",\"n\":%d,\"rss_before_kb\":%ld,\"rss_up_kb\":%ld,\"up_s\":%.3f", n, rss0, proc_rss_kb(0), up);
            sample_and_exit(0, g_size, extra);
        } else {
            void **s = calloc(n, sizeof *s);
            for (int i = 0; i < n; i++) { s[i] = sock(ZMQ_PUSH); do_connect(s[i]); }
            for (int i = 0; i < n; i++) send_one(s[i], g_size, 0);
            if (arg_is("pattern", "conns")) for (;;) pause();
            for (;;) for (int i = 0; i < n; i++) send_one(s[i], g_size, 0);
        }
    } else { fprintf(stderr, "unknown pattern\n"); return 2; }
    for (;;) pause();
}
