"""The dialogue: the scripted part of a conversation, before a person answers.

A dialogue is one YAML file. Its life, by file name:

    load.py      reads the file            check.py     reads its text: a dialogue, or every problem in it
    source.py    text -> YAML nodes        shape.py     nodes -> cards, as `cards.py` describes them
    outline.py   nodes -> who follows whom rules.py     what must hold between cards, along `graph.py`
    stream.py    runs it: position and answer in, next cards out
    capture.py   what a visitor typed into a form; `inputs.py` makes one value regular
    tokens.py    `{{visitor.first_name | there}}`
    problem.py   what is wrong in a file, where, and how to mend it; errors.py has the tree of errors

Everything but `load.py` is pure. At the live chat card the dialogue is over: `Step.live_chat` says how to
go on, and the caller hands it to the conversation.
"""
