"""Near-duplicate detector and syndication tracker for Arabic news."""

__version__ = "0.1.0"
