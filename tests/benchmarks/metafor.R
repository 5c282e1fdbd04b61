# Times what test_pool_benchmarks.py times, with metafor: Rscript metafor.R
library(metafor)
set.seed(1)
studies <- function(k) { vi <- runif(k, 0.02, 0.3); data.frame(yi = rnorm(k, 0.5, sqrt(vi + 0.1)), vi = vi) }
time <- function(k, times) {
  d <- studies(k)
  t <- system.time(for (i in seq_len(times)) rma(yi, vi, data = d, test = "knha"))[["elapsed"]]
  cat(sprintf("REML + Knapp-Hartung, k = %d: %.2f ms\n", k, 1000 * t / times))
}
time(50, 100)
time(500, 5)
time(2000, 1)
res <- rma(yi, vi, data = studies(200), test = "knha")
cat(sprintf("leave-one-out of 200: %.1f s\n", system.time(leave1out(res))[["elapsed"]]))
