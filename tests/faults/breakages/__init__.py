"""What can break, one module for each kind of thing; ``table`` lists all of it, ``schedule`` makes it happen."""
