// SPDX-License-Identifier: Apache-2.0
/* Shared by the C peers: key=value arguments, counters, the sampler, one JSON line. */
#ifndef BENCH_H
#define BENCH_H
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int g_argc; static char **g_argv;

static const char *arg_s(const char *k, const char *dflt) {
    size_t n = strlen(k);
    for (int i = 1; i < g_argc; i++)
        if (!strncmp(g_argv[i], k, n) && g_argv[i][n] == '=') return g_argv[i] + n + 1;
    return dflt;
}
static long arg_i(const char *k, long dflt) { const char *s = arg_s(k, NULL); return s ? atol(s) : dflt; }
static double arg_d(const char *k, double dflt) { const char *s = arg_s(k, NULL); return s ? atof(s) : dflt; }
static int arg_is(const char *k, const char *v) { return !strcmp(arg_s(k, ""), v); }

static int64_t now_ns(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }
static void sleep_s(double s) { struct timespec t = { (time_t)s, (long)((s - (time_t)s) * 1e9) }; nanosleep(&t, NULL); }

static void die(const char *m) { perror(m); exit(2); }

/* user+system CPU seconds of a process, from /proc */
static double proc_cpu(long pid) {
    char p[64], b[2048];
    if (pid < 0) return 0;
    if (pid == 0) snprintf(p, sizeof p, "/proc/self/stat"); else snprintf(p, sizeof p, "/proc/%ld/stat", pid);
    FILE *f = fopen(p, "r"); if (!f) return 0;
    size_t n = fread(b, 1, sizeof b - 1, f); b[n] = 0; fclose(f);
    char *q = strrchr(b, ')'); if (!q) return 0;
    unsigned long ut = 0, st = 0;
    sscanf(q + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &ut, &st);
    return (double)(ut + st) / sysconf(_SC_CLK_TCK);
}
static long proc_rss_kb(long pid) {
    char p[64], l[256]; long kb = 0;
    if (pid < 0) return 0;
    if (pid == 0) snprintf(p, sizeof p, "/proc/self/status"); else snprintf(p, sizeof p, "/proc/%ld/status", pid);
    FILE *f = fopen(p, "r"); if (!f) return 0;
    while (fgets(l, sizeof l, f)) if (sscanf(l, "VmRSS: %ld", &kb) == 1) break;
    fclose(f); return kb;
}

#define MAXCTR 1024
typedef struct { _Alignas(128) _Atomic int64_t v; } counter_t;
static counter_t g_ctr[MAXCTR]; static int g_nctr;
static inline void ctr_add(counter_t *c, int64_t n) {
    atomic_store_explicit(&c->v, atomic_load_explicit(&c->v, memory_order_relaxed) + n, memory_order_relaxed);
}
static int64_t ctr_sum(void) { int64_t s = 0; for (int i = 0; i < g_nctr; i++) s += atomic_load_explicit(&g_ctr[i].v, memory_order_relaxed); return s; }

/* latency samples, written by one thread */
#define MAXLAT 4000000
static int64_t *g_lat; static int g_nlat; static _Atomic int g_lat_on;
static inline void lat_rec(int64_t ns) {
    if (atomic_load_explicit(&g_lat_on, memory_order_relaxed) && g_nlat < MAXLAT) g_lat[g_nlat++] = ns;
}
static int cmp64(const void *a, const void *b) { int64_t x = *(int64_t *)a, y = *(int64_t *)b; return x < y ? -1 : x > y; }

/* Throw `warm` seconds away, watch `secs` seconds, print the line, end the process.
   unit: bytes that one count stands for. */
static void sample_and_exit(int latency, double unit, const char *extra) {
    long peer = arg_i("peerpid", -1);
    if (latency) g_lat = calloc(MAXLAT, sizeof *g_lat);
    sleep_s(arg_d("warm", 0.5));
    double c0 = proc_cpu(0) + proc_cpu(peer);
    int64_t n0 = ctr_sum(), t0 = now_ns();
    atomic_store(&g_lat_on, latency);
    sleep_s(arg_d("secs", 1.5));
    int64_t n1 = ctr_sum(), t1 = now_ns();
    atomic_store(&g_lat_on, 0);
    double c1 = proc_cpu(0) + proc_cpu(peer);
    double el = (t1 - t0) / 1e9, cpu = c1 - c0; int64_t n = n1 - n0;
    printf("{\"pattern\":\"%s\",\"transport\":\"%s\",\"size\":%ld,\"elapsed_s\":%.4f,\"count\":%lld,\"rate\":%.1f,\"mb_s\":%.2f,\"cpu_s\":%.3f,\"per_cpu_s\":%.1f,\"rss_kb\":%ld,\"peer_rss_kb\":%ld",
        arg_s("pattern", ""), arg_s("transport", ""), arg_i("size", 0), el, (long long)n, n / el, n / el * unit / 1e6, cpu, cpu > 0 ? n / cpu : 0.0, proc_rss_kb(0), proc_rss_kb(peer));
    if (latency) {
        int m = g_nlat; usleep(1000); qsort(g_lat, m, sizeof *g_lat, cmp64);
        if (m > 0) printf(",\"samples\":%d,\"min_us\":%.2f,\"p50_us\":%.2f,\"p90_us\":%.2f,\"p99_us\":%.2f,\"p999_us\":%.2f", m,
            g_lat[0] / 1e3, g_lat[m / 2] / 1e3, g_lat[(int)(m * .9)] / 1e3, g_lat[(int)(m * .99)] / 1e3, g_lat[(int)(m * .999)] / 1e3);
    }
    printf("%s}\n", extra ? extra : ""); fflush(stdout); _exit(0);
}
static void spawn(void *(*fn)(void *), void *a) { pthread_t t; if (pthread_create(&t, NULL, fn, a)) die("pthread_create"); pthread_detach(t); }
#endif
