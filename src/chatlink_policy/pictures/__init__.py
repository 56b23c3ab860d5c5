"""Pictures, each of which answers one question: static SVG with the same in words, for pages and notebooks."""

from .bars import picture_of_change, picture_of_rights
from .picture import Picture
from .rule import picture_of_rule

__all__ = ["Picture", "picture_of_change", "picture_of_rights", "picture_of_rule"]
