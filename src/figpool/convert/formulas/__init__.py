"""Published formulas, one function each; every module here is loaded by the registry."""
