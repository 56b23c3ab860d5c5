"""The texts that people read, by number or code: data only, so that another language can be put beside them."""
