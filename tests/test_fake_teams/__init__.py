"""The strict fake Teams is itself tested: each strictness must be able to fail a wrong client."""
