/* A machine whose clock is wrong: preloaded into the server by `xtask crash --nodes`, never part of
 * the program. TUTAS_CLOCK_AHEAD says by how many seconds; the stopwatch is right, as it is on such
 * a machine. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static time_t ahead(void) {
  const char *seconds = getenv("TUTAS_CLOCK_AHEAD");
  return seconds ? atol(seconds) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *shown) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
  int failed = real(clock, shown);
  if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    shown->tv_sec += ahead();
  return failed;
}

int gettimeofday(struct timeval *restrict shown, void *restrict zone) {
  (void)zone;
  struct timespec now;
  int failed = clock_gettime(CLOCK_REALTIME, &now);
  shown->tv_sec = now.tv_sec;
  shown->tv_usec = now.tv_nsec / 1000;
  return failed;
}

time_t time(time_t *shown) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (shown) *shown = now.tv_sec;
  return now.tv_sec;
}
