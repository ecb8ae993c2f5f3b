"""The adapters, each against the real thing or a strict stand-in."""
