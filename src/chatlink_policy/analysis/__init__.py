"""What can be known of a question because all its combinations can be tried: exact, never sampled.

Everything works for any `Question`, those built in and one that a service defines.
"""
