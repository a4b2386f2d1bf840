"""A simulated scene as a delivery in DIMAP V2 layout: ``python -m benchmarks.simulator.product``."""
