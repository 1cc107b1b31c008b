"""Commands: serve, worker, seed, reference data, translations. Each a thin call to an operation below."""
