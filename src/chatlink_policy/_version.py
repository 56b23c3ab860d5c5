"""The versions of this library and of its plain data, each in the one place where it stands."""

__version__ = "0.2.0"

SCHEMA_VERSION = 2
"""The version of the shape of all plain data: what `to_dict()` gives and the command prints as JSON."""
