"""The store, on real Valkey and Redis servers."""
