"""Tables of papers, made again with the code that ships. One folder a paper."""
