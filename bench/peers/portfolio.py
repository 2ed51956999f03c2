"""The mean-shortfall programme by scipy's HiGHS, dual simplex, as one sparse linear programme.

Standard input: scenarios, assets, confidence, most of each asset, limit, means, then returns row by row, all float64.
Prints CPU seconds, peak memory and the optimal mean as JSON.
"""
import json
import resource
import sys
import time

import numpy
from scipy import sparse
from scipy.optimize import linprog

given = numpy.frombuffer(sys.stdin.buffer.read())
count, width = int(given[0]), int(given[1])
confidence, most, limit = given[2:5]
means = given[5 : 5 + width]
returns = given[5 + width :].reshape(count, width)

started = time.process_time()
# Weights, VaR, excess of each scenario.
cost = numpy.concatenate([-means, numpy.zeros(1 + count)])
beyond = sparse.hstack([sparse.csr_matrix(-returns), -numpy.ones((count, 1)), -sparse.identity(count)])
shortfall = numpy.concatenate([numpy.zeros(width), [1.0], numpy.full(count, 1 / (count * (1 - confidence)))])
answer = linprog(
    cost,
    A_ub=sparse.vstack([beyond, sparse.csr_matrix(shortfall)], format="csc"),
    b_ub=numpy.concatenate([numpy.zeros(count), [limit]]),
    A_eq=sparse.csr_matrix(numpy.concatenate([numpy.ones(width), numpy.zeros(1 + count)])),
    b_eq=[1.0],
    bounds=[(0, most)] * width + [(None, None)] + [(0, None)] * count,
    method="highs-ds",
    options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
)
seconds = time.process_time() - started
if answer.status != 0:
    sys.exit(answer.message)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "peakMiB": peak, "mean": -answer.fun}))
