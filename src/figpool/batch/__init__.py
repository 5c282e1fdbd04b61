"""Many figures: read by worker processes or an existing cluster, resumable, each figure on its own."""

from figpool.batch.jobs import Job, add_jobs, find_all, find_jobs, pending
from figpool.batch.manifest import read_manifest
from figpool.batch.run import BatchSettings, BatchSummary, run_batch
from figpool.batch.task import Outcome

__all__ = [
    "BatchSettings",
    "BatchSummary",
    "Job",
    "Outcome",
    "add_jobs",
    "find_all",
    "find_jobs",
    "pending",
    "read_manifest",
    "run_batch",
]
