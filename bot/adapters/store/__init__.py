"""The store: Redis or Valkey, always a real server; nobody else speaks Redis.

``keys``           the map: every key, type, lifetime, meaning
``scripting``      scripts/*.lua: one verb a file, loaded by hash
``connection``     the pool, and the mapping of errors
``conversations``  log, snapshot, dedupe, timers, threads: the commit
``planning``       what a commit changes, from its effects; pure
``outbox``         the lanes of deliveries, with leases
``bus``            wakes listeners, and carries the newest entries to them
``directory``      agents, teams, admins
``embedded``       the private server that is started when no ``REDIS_URL`` is given
"""
