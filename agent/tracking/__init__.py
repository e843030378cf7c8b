"""Parcels that are on their way: numbers, states, and the formats of those who can be asked about them.

Pure: nothing here touches network, clock or database.
"""
