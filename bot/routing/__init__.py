"""Routing: from the live chat card's option to the pool that is asked. Pure; the atomic pick is a script of the store."""
