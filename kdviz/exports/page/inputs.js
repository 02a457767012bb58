const prepare = (input) => input
