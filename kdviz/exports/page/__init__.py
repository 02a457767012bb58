"""The page of the HTML format: its markup and its script, which `kdviz.exports.formats.html` puts together."""

from string import ascii_letters

# What a page is told, and the letter that stands for it in the file: 50 bytes less.
NAMES = "shape names layers low high examples columns int8 scale zero clear student teacher example say lang other"
KEYS = dict(zip(NAMES.split(), ascii_letters, strict=False))
