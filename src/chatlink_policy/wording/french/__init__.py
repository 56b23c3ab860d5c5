"""The same texts in French, module by module, under the same keys; with the product's own labels."""
