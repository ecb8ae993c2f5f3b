"""What the fakes of all platforms are made of: a clock, deliveries that are tried again, faults, a journal.

    clock       the platform's time: it may run faster than ours, or stand still until it is moved
    changes     waiting for a condition
    deliveries  what is on its way to the app: tried again, held back, reordered, repeated
    outcome     how the app answered
    faults      trouble on demand: which call takes it
    playing     trouble on demand: what then happens to the connection
    journal     what the app called, when, and what came of it
    control     being told over HTTP what to do
    process     being a process of its own
    told        starting such a process, and telling it
    picture     a picture of one colour

Nothing here knows a platform.
"""
