/* The same question as tCopula.py in plain scalar C, compiled for the machine it runs on. Reads
 * assets, paths, degrees of the copula, the factor row by row, then a table of 4001 margins for each asset over
 * x = sinh(-6.5 ... 6.5), whose inverse is taken by asinh. Prints CPU seconds, VaR and ES at 99 %. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define NODES 4001
#define SPAN 6.5
static uint64_t state[4] = {1, 2, 3, 4};
static uint64_t rotate(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
/* xoshiro256+ of Blackman and Vigna. */
static double uniform(void) {
  const uint64_t result = state[0] + state[3], t = state[1] << 17;
  state[2] ^= state[0]; state[3] ^= state[1]; state[1] ^= state[2]; state[0] ^= state[3];
  state[2] ^= t; state[3] = rotate(state[3], 45);
  return ((result >> 11) + 0.5) * 0x1p-53;
}
static double spare; static int has_spare;
/* Marsaglia's polar method. */
static double normal(void) {
  if (has_spare) { has_spare = 0; return spare; }
  double u, v, s;
  do { u = 2 * uniform() - 1; v = 2 * uniform() - 1; s = u * u + v * v; } while (s >= 1 || s == 0);
  const double f = sqrt(-2 * log(s) / s);
  spare = v * f; has_spare = 1;
  return u * f;
}
static int falling(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
int main(void) {
  int assets; long paths, nu;
  if (scanf("%d %ld %ld", &assets, &paths, &nu) != 3) return 1;
  double *factor = malloc(sizeof(double) * assets * assets), *table = malloc(sizeof(double) * assets * NODES);
  double *xi = malloc(sizeof(double) * assets), *profit = malloc(sizeof(double) * paths);
  if (!factor || !table || !xi || !profit) return 1;
  for (int i = 0; i < assets * assets; i++) if (scanf("%lf", &factor[i]) != 1) return 1;
  for (int i = 0; i < assets * NODES; i++) if (scanf("%lf", &table[i]) != 1) return 1;
  const clock_t started = clock();
  for (long path = 0; path < paths; path++) {
    double chi = 0, total = 0;
    for (long k = 0; k < nu; k++) { const double z = normal(); chi += z * z; }
    const double mixing = sqrt(nu / chi);
    for (int i = 0; i < assets; i++) xi[i] = normal();
    for (int i = 0; i < assets; i++) {
      double sum = 0;
      for (int k = 0; k <= i; k++) sum += factor[i * assets + k] * xi[k];
      double place = (asinh(sum * mixing) + SPAN) * ((NODES - 1) / (2 * SPAN));
      if (place < 0) place = 0;
      if (place > NODES - 1.000001) place = NODES - 1.000001;
      const int cell = (int)place;
      const double *at = table + i * NODES + cell;
      total += at[0] + (place - cell) * (at[1] - at[0]);
    }
    profit[path] = total / assets;
  }
  qsort(profit, paths, sizeof(double), falling);
  const long count = paths / 100;
  double sum = 0;
  for (long i = 0; i < count; i++) sum -= profit[i];
  printf("{\"seconds\": %.6f, \"VaR\": %.8f, \"ES\": %.8f}\n", (double)(clock() - started) / CLOCKS_PER_SEC, -profit[count - 1], sum / count);
  return 0;
}
