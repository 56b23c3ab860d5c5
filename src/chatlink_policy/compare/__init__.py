"""What a change would do: of a setting, of how the documentation is read, for an organisation as it is.

`situations` builds the smallest situation with given facts; `policies` compares two policies, `impact` counts whom a
change reaches in an organisation, `readings` shows the answers that hang on how an open point is read.
"""
