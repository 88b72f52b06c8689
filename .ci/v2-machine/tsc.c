/* Prints how many thousand ticks a second the processor's time stamp counter makes; see rdtsc in x86intrin.h, clock_gettime(2). */
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

int main(void)
{
    struct timespec pause = {0, 500 * 1000 * 1000};
    double start = seconds();
    unsigned long long ticks = __rdtsc();
    nanosleep(&pause, NULL);
    printf("%.0f\n", (__rdtsc() - ticks) / (seconds() - start) / 1000);
    return 0;
}
