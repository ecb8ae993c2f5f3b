"""What the core asks of the outside, each kind in a package of its own. Adapters do not know each other."""
