"""The documentation beside the rule: a reader's own copy of it, compared with the text that was implemented."""
