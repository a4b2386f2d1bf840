"""The worker process and the environment it runs in."""
