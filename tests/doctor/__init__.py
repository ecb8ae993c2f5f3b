"""`threadline doctor`: what it says of a whole that is well, and of each part that is not."""
