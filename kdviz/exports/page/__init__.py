"""The page of the HTML format: its markup and its script, which `kdviz.exports.formats.html` puts together."""
