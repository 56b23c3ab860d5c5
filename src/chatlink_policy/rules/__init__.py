"""The rules: one module a question of the documentation, and `scenario`, which asks them all of one case."""
