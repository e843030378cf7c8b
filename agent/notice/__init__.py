"""People are told of parcels: what the messages say, the channels they go by, and the threads that send them.

``channel`` alone knows apprise; ``text`` is pure; what is to be sent, and what came of it, stands in the outbox
(``agent.tracking.outbox``).
"""
