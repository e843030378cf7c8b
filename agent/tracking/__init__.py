"""Parcels that are on their way: numbers, states, the formats of those who can be asked, and what they told.

``transport`` goes to the network, ``book`` and ``access`` to the database, ``pace`` and ``poller`` keep time,
``reception``, ``connection``, ``letterbox`` and ``intake`` take in what carriers push; all else is pure.
"""
