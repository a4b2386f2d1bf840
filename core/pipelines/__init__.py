"""One module per job kind: ``run(job, progress)`` composes the parts of the core."""
