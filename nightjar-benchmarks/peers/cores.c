// SPDX-License-Identifier: Apache-2.0
/* How far apart the cores are: ns that a cache line needs from one thread to another and back, over 50 ms. */
#include "bench.h"

#if defined(__x86_64__) || defined(__i386__)
#define PAUSE() __builtin_ia32_pause()
#else
#define PAUSE() ((void)0)
#endif

static _Alignas(256) _Atomic long g_line;

static void *other(void *a) {
    (void)a;
    for (long k = 1;; k += 2) {
        while (g_line != k) PAUSE();
        g_line = k + 1;
    }
    return NULL;
}

int main(void) {
    spawn(other, NULL);
    int64_t start = now_ns(), now = start;
    long k = 0;
    for (; now - start < 50000000; k += 2) {
        g_line = k + 1;
        while (g_line != k + 2) PAUSE();
        if ((k & 255) == 0) now = now_ns();
    }
    printf("%.0f\n", (double)(now - start) / (k / 2));
    return 0;
}
