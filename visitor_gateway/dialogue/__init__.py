"""The dialogue: the scripted part of a conversation, before a person answers.

A dialogue is one YAML file. What may stand in it:

    whole.py     a dialogue               targeting.py  where, when and to whom it is shown
    cards.py     its nine cards           when.py       conditions, in cards and in targeting
    routing.py   routing options          parts.py      names, links, texts in one language or several
    schema.py    all of it as JSON Schema, for editors

Its life, by file name:

    load.py      reads the file           check.py      reads its text: a dialogue, or every problem in it
    source.py    text -> YAML nodes       shape.py      nodes -> what may stand there; `scalars.py` single values
    outline.py   nodes -> who follows whom, and who is named (`mentions.py`)
    rules.py     what must hold between cards, along `graph.py`; naming.py: what names must be
    stream.py    runs it: position and answer in, next step out; `step.py` has its values, `position.py` where it waits
    view.py      what the widget gets for a card; `tokens.py` {{visitor.first_name | there}}, `locale.py` which language
    question.py  which answer was meant, by `options.py`
    capture.py   what a visitor typed into a form; `inputs.py` makes one value regular, `refusals.py` says what is wrong
    context.py   what it is told of the world around it
    problem.py   what is wrong in a file, where, and how to mend it; errors.py has the tree of errors

Everything but `load.py` and `schema.py` is pure. At the live chat card the dialogue is over: `Step.live_chat` says how
to go on, and the caller hands it to the conversation.
"""
