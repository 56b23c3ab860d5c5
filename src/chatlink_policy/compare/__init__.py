"""What a change would do: of a setting, of how the documentation is read, for an organisation as it is.

`situations` builds the smallest models with given facts, and `restricted` questions over what a policy leaves open;
`policies` compares two policies, `impact` counts whom a change reaches in an organisation, and `readings` shows the
answers that depend on how an open point is read.
"""
