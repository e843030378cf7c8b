"""The durable queue: one lane for each account on whatever machine, a rate for each site, no job lost with a worker.

Import from its modules: ``book`` reads and loads fast; ``queue`` and ``worker`` bring DBOS with them.
"""
