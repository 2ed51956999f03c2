/* The limit of the question: a million paths of a t copula with t margins, VaR and ES at 99 %, in C for the machine it
 * is compiled on (gcc -O3 -march=native -ffast-math), with the very tables the kernel reads, so the same accuracy. Free of what
 * binds the kernel: numbers come from xoshiro256++ in lanes instead of a counter, vectors are as wide as the machine
 * has them, products and sums fuse. -DREAL_BITS=64 for doubles, 32 for floats.
 *
 * Standard input, binary, all doubles: assets (even, at most 64), paths, cells of a margin; the factor row by row, zeros included;
 * amounts of the book; cells of a normal; cells of the mixing variable; then for each asset the end of its table and
 * its cells. Prints CPU seconds, peak memory, VaR and ES. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BLOCK 128
#define OCTAVES (32 * 64)
#define MOST 64
/* Bytes of a vector: 64 where the machine has AVX-512, otherwise 16; wider than it has them, GCC cuts them up badly. */
#ifndef WIDTH
#ifdef __AVX512DQ__
#define WIDTH 64
#else
#define WIDTH 16
#endif
#endif
#if REAL_BITS == 32
typedef float REAL;
typedef uint32_t bits;
#define MANTISSA 23
#else
typedef double REAL;
typedef uint64_t bits;
#define MANTISSA 52
#endif
#define LANES (WIDTH / (int)sizeof(REAL))
typedef REAL vec __attribute__((vector_size(WIDTH)));
typedef bits whole __attribute__((vector_size(WIDTH)));
typedef REAL row __attribute__((vector_size(4 * sizeof(REAL))));
#define BIAS (((bits)1 << (REAL_BITS - 2 - MANTISSA)) - 1)
#define PLACE (((bits)1 << MANTISSA) - 1)

static uint64_t state[4][8];
static uint64_t seeded(uint64_t *x) {
  uint64_t z = (*x += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}
/* xoshiro256++ of Blackman and Vigna, eight at a time. */
static void fillWords(uint32_t *to, int count) {
  for (int i = 0; i < count; i += 16) {
    uint64_t result[8];
    for (int l = 0; l < 8; l++) {
      const uint64_t sum = state[0][l] + state[3][l], t = state[1][l] << 17;
      result[l] = ((sum << 23) | (sum >> 41)) + state[0][l];
      state[2][l] ^= state[0][l]; state[3][l] ^= state[1][l]; state[1][l] ^= state[2][l]; state[0][l] ^= state[3][l];
      state[2][l] ^= t; state[3][l] = (state[3][l] << 45) | (state[3][l] >> 19);
    }
    memcpy(to + i, result, sizeof result);
  }
}

/* The rows of a vector's cells, four coefficients each, turned into four vectors, and their cubics at `t`. */
#define MIX __builtin_shufflevector
static inline vec cubics(const row *restrict table, whole cell, vec t) {
  bits at[LANES];
  memcpy(at, &cell, sizeof at);
#if WIDTH == 16 && REAL_BITS == 64
  vec a, b, c, d;
  memcpy(&a, table + at[0], 16); memcpy(&b, table + at[1], 16);
  memcpy(&c, (const char *)(table + at[0]) + 16, 16); memcpy(&d, (const char *)(table + at[1]) + 16, 16);
  const vec c0 = MIX(a, b, 0, 2), c1 = MIX(a, b, 1, 3), c2 = MIX(c, d, 0, 2), c3 = MIX(c, d, 1, 3);
#elif WIDTH == 16
  const vec a = table[at[0]], b = table[at[1]], c = table[at[2]], d = table[at[3]];
  const vec e = MIX(a, b, 0, 4, 1, 5), f = MIX(c, d, 0, 4, 1, 5), g = MIX(a, b, 2, 6, 3, 7), h = MIX(c, d, 2, 6, 3, 7);
  const vec c0 = MIX(e, f, 0, 1, 4, 5), c1 = MIX(e, f, 2, 3, 6, 7), c2 = MIX(g, h, 0, 1, 4, 5), c3 = MIX(g, h, 2, 3, 6, 7);
#elif REAL_BITS == 64
#define JOIN(i) MIX(table[at[i]], table[at[i + 4]], 0, 1, 2, 3, 4, 5, 6, 7)
#define EVEN(x, y) MIX(x, y, 0, 8, 2, 10, 4, 12, 6, 14)
#define ODD(x, y) MIX(x, y, 1, 9, 3, 11, 5, 13, 7, 15)
#define LOWER(x, y) MIX(x, y, 0, 1, 8, 9, 4, 5, 12, 13)
#define UPPER(x, y) MIX(x, y, 2, 3, 10, 11, 6, 7, 14, 15)
  const vec a = JOIN(0), b = JOIN(1), c = JOIN(2), d = JOIN(3);
  const vec e = EVEN(a, b), f = EVEN(c, d), g = ODD(a, b), h = ODD(c, d);
  const vec c0 = LOWER(e, f), c1 = LOWER(g, h), c2 = UPPER(e, f), c3 = UPPER(g, h);
#else
#define TWO(i, j) MIX(table[at[i]], table[at[j]], 0, 1, 2, 3, 4, 5, 6, 7)
#define JOIN(i) MIX(TWO(i, i + 4), TWO(i + 8, i + 12), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
#define LOW(x, y) MIX(x, y, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define HIGH(x, y) MIX(x, y, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
#define LOWER(x, y) MIX(x, y, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
#define UPPER(x, y) MIX(x, y, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
  const vec a = JOIN(0), b = JOIN(1), c = JOIN(2), d = JOIN(3);
  const vec e = LOW(a, b), f = LOW(c, d), g = HIGH(a, b), h = HIGH(c, d);
  const vec c0 = LOWER(e, f), c1 = UPPER(e, f), c2 = LOWER(g, h), c3 = UPPER(g, h);
#endif
  return ((c3 * t + c2) * t + c1) * t + c0;
}

/* Words to their distance from the nearer end, and the sign of what they become. */
static inline vec distances(const uint32_t *words, whole *upper) {
  typedef int32_t narrow __attribute__((vector_size(LANES * 4)));
  narrow w;
  memcpy(&w, words, sizeof w);
  *upper = __builtin_convertvector(w, whole) >> (REAL_BITS - 1);
  return __builtin_convertvector(w ^ (w >> 31), vec) + (REAL)0.5;
}
static inline vec within(whole q, int taken) { return (vec)(((q << taken) & PLACE) | (BIAS << MANTISSA)); }

static void fillNormals(REAL *restrict to, const uint32_t *restrict words, int count, const row *restrict table) {
  for (int i = 0; i < count; i += LANES) {
    whole upper;
    const whole q = (whole)distances(words + i, &upper);
    whole z = (whole)cubics(table, (q >> (MANTISSA - 6)) - ((BIAS - 1) << 6), within(q, 6));
    z ^= upper << (REAL_BITS - 1);
    memcpy(to + i, &z, sizeof z);
  }
}
static void fillMixing(REAL *restrict to, const uint32_t *restrict words, const row *restrict table) {
  for (int i = 0; i < BLOCK; i += LANES) {
    whole upper;
    const whole q = (whole)distances(words + i, &upper);
    const vec s = cubics(table, (q >> (MANTISSA - 6)) - ((BIAS - 1) << 6) + upper * OCTAVES, within(q, 6));
    memcpy(to + i, &s, sizeof s);
  }
}
static void addMargin(REAL *restrict to, const REAL *restrict x, const REAL *restrict mixing, const row *restrict table, REAL end, REAL amount) {
  for (int i = 0; i < BLOCK; i += LANES) {
    vec at, s, sum;
    memcpy(&at, x + i, sizeof at); memcpy(&s, mixing + i, sizeof s); memcpy(&sum, to + i, sizeof sum);
    at *= s;
    vec y = (vec)((whole)at & ~((bits)1 << (REAL_BITS - 1))) + 1;
    const whole isInside = (whole)(y < end);
    y = (vec)((isInside & (whole)y) | (~isInside & (whole)((vec){0} + end)));
    const whole q = (whole)y, cell = (((q >> (MANTISSA - 5)) - (BIAS << 5)) << 1) + ((whole)at >> (REAL_BITS - 1));
    sum += amount * cubics(table, cell, within(q, 5));
    memcpy(to + i, &sum, sizeof sum);
  }
}

/* Four rows of the factor times the normals of a block: sums stay in registers. */
static void correlate(REAL *restrict to, const REAL *restrict factor, const REAL *restrict xi, int assets, int first, int last) {
  for (int at = 0; at < BLOCK; at += 2 * LANES) {
    vec sum[4][2] = {0};
    for (int k = 0; k < last; k++) {
      vec a, b;
      memcpy(&a, xi + k * BLOCK + at, sizeof a);
      memcpy(&b, xi + k * BLOCK + at + LANES, sizeof b);
      for (int j = 0; j < 4; j++) {
        const REAL f = factor[(first + j) * assets + k];
        sum[j][0] += f * a; sum[j][1] += f * b;
      }
    }
    for (int j = 0; j < 4; j++) memcpy(to + j * BLOCK + at, sum[j], sizeof sum[j]);
  }
}

/* The `count` smallest to the front (Hoare). */
static void select_least(REAL *x, long n, long count) {
  for (long left = 0, right = n - 1; left < right;) {
    const REAL pivot = x[count];
    long i = left, j = right;
    while (i <= j) {
      while (x[i] < pivot) i++;
      while (pivot < x[j]) j--;
      if (i <= j) { const REAL held = x[i]; x[i++] = x[j]; x[j--] = held; }
    }
    if (j < count) left = i;
    if (count < i) right = j;
  }
}

static double number(void) { double x; if (fread(&x, sizeof x, 1, stdin) != 1) exit(1); return x; }
static REAL *array(long size) { REAL *a = aligned_alloc(64, (size * sizeof(REAL) + 63) / 64 * 64); if (!a) exit(1); return a; }
static REAL *readReals(REAL *to, long size) { for (long i = 0; i < size; i++) to[i] = number(); return to; }
static long peakKib(void) {
  long kib = 0; char line[256]; FILE *f = fopen("/proc/self/status", "r");
  if (!f) return 0;
  while (fgets(line, sizeof line, f)) if (sscanf(line, "VmHWM: %ld", &kib) == 1) break;
  fclose(f);
  return kib;
}

int main(void) {
  const int assets = number(); const long paths = number(); const int cells = number();
  if (assets > MOST || assets % 2) return 1;
  const int rows = (assets + 3) / 4 * 4;
  REAL *factor = array(rows * assets), *amounts = array(assets), *normal = array(4 * OCTAVES), *mix = array(8 * OCTAVES);
  REAL *ends = array(assets), *margins = array((long)assets * 4 * cells);
  memset(factor, 0, sizeof(REAL) * rows * assets);
  readReals(factor, assets * assets); readReals(amounts, assets); readReals(normal, 4 * OCTAVES); readReals(mix, 8 * OCTAVES);
  for (int i = 0; i < assets; i++) { readReals(ends + i, 1); readReals(margins + (long)i * 4 * cells, 4 * cells); }
  /* The largest double below the end is no float. */
  for (int i = 0; i < assets && REAL_BITS == 32; i++) ends[i] = nextafterf(ends[i], 1);
  const long blocks = (paths + BLOCK - 1) / BLOCK;
  REAL *profit = array(blocks * BLOCK), *xi = array(assets * BLOCK), *joined = array(4 * BLOCK), *mixing = array(BLOCK);
  uint32_t *words = aligned_alloc(64, sizeof(uint32_t) * (MOST + 1) * BLOCK);
  uint64_t seed = 1;
  for (int i = 0; i < 4; i++) for (int l = 0; l < 8; l++) state[i][l] = seeded(&seed);
  const clock_t started = clock();
  for (long block = 0; block < blocks; block++) {
    REAL *to = profit + block * BLOCK;
    fillWords(words, (assets + 1) * BLOCK);
    fillMixing(mixing, words, (const row *)mix);
    fillNormals(xi, words + BLOCK, assets * BLOCK, (const row *)normal);
    memset(to, 0, sizeof(REAL) * BLOCK);
    for (int first = 0; first < assets; first += 4) {
      const int last = first + 5 < assets ? first + 5 : assets;
      correlate(joined, factor, xi, assets, first, last);
      for (int i = first; i < first + 4 && i < assets; i++)
        addMargin(to, joined + (i - first) * BLOCK, mixing, (const row *)(margins + (long)i * 4 * cells), ends[i], amounts[i]);
    }
  }
  const long count = paths / 100;
  select_least(profit, paths, count - 1);
  double sum = 0;
  REAL level = profit[0];
  for (long i = 0; i < count; i++) { sum -= profit[i]; if (profit[i] > level) level = profit[i]; }
  printf("{\"seconds\": %.6f, \"peakMiB\": %.1f, \"VaR\": %.8f, \"ES\": %.8f}\n", (double)(clock() - started) / CLOCKS_PER_SEC, peakKib() / 1024.0, -(double)level, sum / count);
  return 0;
}
