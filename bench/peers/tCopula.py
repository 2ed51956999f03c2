"""A million paths of thirty assets, t copula of five degrees with t margins, VaR and ES at 99 %, three ways.

table     numpy, margins by a table of 4,001 nodes
exact     numpy, each variate through scipy's stdtr and stdtrit
quantlib  normals and statistics by QuantLib, one path at a time; its Student laws know whole degrees only, so margins
          come from the table and numpy joins

The question comes as JSON on standard input: factor, degrees and scale of the margins (log returns), paths, nu.
Prints CPU seconds, peak memory, VaR and ES as JSON.
"""
import json
import sys
import time

import numpy
from scipy.special import stdtr, stdtrit

way = sys.argv[1]
if way == "quantlib":
    import QuantLib

given = json.load(sys.stdin)
factor = numpy.array(given["factor"])
degrees = numpy.array(given["degrees"])
scale = numpy.array(given["scale"])
paths, nu = given["paths"], given["nu"]
assets = len(degrees)
chunk = 50_000

started = time.process_time()
nodes = numpy.sinh(numpy.linspace(-6.5, 6.5, 4001))
probability = numpy.clip(stdtr(nu, nodes), 1e-300, 1 - 1e-16)
# Margins are log returns; money follows simple ones.
tables = [numpy.expm1(scale[i] * stdtrit(degrees[i], probability)) for i in range(assets)]


def tabulated(joined, i):
    return numpy.interp(joined[:, i], nodes, tables[i])


def exact(joined, i):
    return numpy.expm1(scale[i] * stdtrit(degrees[i], stdtr(nu, joined[:, i])))


margin = exact if way == "exact" else tabulated
generator = numpy.random.Generator(numpy.random.SFC64(1))


def by_numpy(size):
    return generator.standard_normal((size, assets)), generator.chisquare(nu, (size, 1))


def by_quantlib(size):
    drawn = numpy.array([sequence.nextSequence().value() for _ in range(size)])
    return drawn[:, :assets], (drawn[:, assets:] ** 2).sum(axis=1, keepdims=True)


if way == "quantlib":
    uniforms = QuantLib.UniformRandomSequenceGenerator(assets + nu, QuantLib.UniformRandomGenerator(1))
    sequence = QuantLib.GaussianRandomSequenceGenerator(uniforms)
draw = by_quantlib if way == "quantlib" else by_numpy
profit = numpy.empty(paths)
for begin in range(0, paths, chunk):
    size = min(chunk, paths - begin)
    normal, square = draw(size)
    joined = (normal @ factor.T) * numpy.sqrt(nu / square)
    total = numpy.zeros(size)
    for i in range(assets):
        total += margin(joined, i)
    profit[begin : begin + size] = total / assets
if way == "quantlib":
    statistics = QuantLib.RiskStatistics()
    for value in profit.tolist():
        statistics.add(value)
    level, shortfall = statistics.valueAtRisk(0.99), statistics.expectedShortfall(0.99)
else:
    count = paths // 100
    loss = -numpy.partition(profit, count)[:count]
    level, shortfall = loss.min(), loss.mean()
seconds = time.process_time() - started
try:
    peak = next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
except OSError:
    peak = None
print(json.dumps({"seconds": seconds, "peakMiB": peak, "VaR": level, "ES": shortfall}))
