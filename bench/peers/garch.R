# GARCH(1,1) with Student-t innovations by fGarch, on returns in per cent from standard input, one a line.
# Prints CPU seconds and the log-likelihood.
suppressMessages(library(fGarch))
returns <- scan(file("stdin"), quiet = TRUE)
started <- proc.time()
fit <- garchFit(~ garch(1, 1), data = returns, cond.dist = "std", trace = FALSE)
spent <- sum((proc.time() - started)[1:2])
cat(sprintf('{"seconds": %.6f, "logLikelihood": %.6f}\n', spent, -fit@fit$llh))
