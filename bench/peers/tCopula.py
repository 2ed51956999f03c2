"""A million paths of thirty assets, t copula of five degrees with t margins, VaR and ES at 99 %: numpy, margins by table.

The question comes as JSON on standard input: factor, degrees and scale of the margins (log returns), paths, nu.
Prints CPU seconds, VaR and ES as JSON.
"""
import json
import sys
import time

import numpy
from scipy.special import stdtr, stdtrit

given = json.load(sys.stdin)
factor = numpy.array(given["factor"])
degrees = numpy.array(given["degrees"])
scale = numpy.array(given["scale"])
paths, chunk, nu = given["paths"], 50_000, given["nu"]
assets = len(degrees)

started = time.process_time()
nodes = numpy.sinh(numpy.linspace(-6.5, 6.5, 4001))
probability = numpy.clip(stdtr(nu, nodes), 1e-300, 1 - 1e-16)
# Margins are log returns; money follows simple ones.
tables = [numpy.expm1(scale[i] * stdtrit(degrees[i], probability)) for i in range(assets)]
generator = numpy.random.Generator(numpy.random.SFC64(1))
profit = numpy.empty(paths)
for begin in range(0, paths, chunk):
    normal = generator.standard_normal((chunk, assets))
    mixing = numpy.sqrt(nu / generator.chisquare(nu, (chunk, 1)))
    joined = (normal @ factor.T) * mixing
    total = numpy.zeros(chunk)
    for i in range(assets):
        total += numpy.interp(joined[:, i], nodes, tables[i])
    profit[begin : begin + chunk] = total / assets
count = paths // 100
loss = -numpy.partition(profit, count)[:count]
print(json.dumps({"seconds": time.process_time() - started, "VaR": loss.min(), "ES": loss.mean()}))
