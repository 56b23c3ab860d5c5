"""Polars: the only module that imports it."""

from ..errors import MissingExtra

try:
    import polars as pl
except ImportError as error:
    raise MissingExtra("the review needs the extra review: pip install 'chatlink-policy[review]'") from error

__all__ = ["pl"]
