"""Tests of the dialogue engine."""
