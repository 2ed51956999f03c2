# GJR-GARCH(1,1) with Student-t innovations by fGarch, which has it as APARCH of power two, on series in per cent from
# standard input, one a column. Prints CPU seconds a fit, peak memory and the sum of the log-likelihoods.
suppressPackageStartupMessages(suppressMessages(library(fGarch)))
series <- as.matrix(read.csv(file("stdin"), header = FALSE))
started <- proc.time()
sum <- 0
for (i in seq_len(ncol(series))) {
  fit <- suppressWarnings(garchFit(~ aparch(1, 1), data = series[, i], delta = 2, include.delta = FALSE,
                                   cond.dist = "std", trace = FALSE))
  sum <- sum - fit@fit$llh
}
spent <- sum((proc.time() - started)[1:2]) / ncol(series)
status <- tryCatch(readLines("/proc/self/status"), error = function(e) character(0))
peak <- as.numeric(gsub("[^0-9]", "", grep("^VmHWM", status, value = TRUE))) / 1024
cat(sprintf('{"seconds": %.6f, "peakMiB": %.1f, "logLikelihood": %.6f}\n', spent, if (length(peak)) peak else -1, sum))
