"""The settings: one YAML file for what may be read by anybody, the environment for secrets.

From a file to `Settings`, by file name:

    load.py           finds the file, merges file and environment, raises SettingsError with every problem
    document.py       bytes -> YAML nodes that know their line
    decode.py         nodes -> values, as `settings/` types them; all problems at once
    settings/         every setting with its limits, its default and the sentence that explains it
    allowed.py        a type of `settings/` -> "a whole number from 1 to 10"
    addresses.py      what makes a web address or a host name usable
    environment.py    THREADLINE_HOST and THREADLINE_PORT
    secret_values.py  tokens and keys, from variables or from files
    problem.py        one problem: where, what was found, what is allowed, how to mend it
    schema.py         settings/ -> threadline.schema.json, for editors

`threadline.example.yaml` holds every key with its default; tests keep it and the schema current.
"""
