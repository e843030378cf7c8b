"""Parking permits (停车许可证) of an invented town: one flow, one way of signing in, its catalogs and its site."""
