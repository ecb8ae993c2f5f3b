"""The commands of authors, as they type them."""
