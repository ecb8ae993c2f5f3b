"""Tests of the visitor gateway."""
