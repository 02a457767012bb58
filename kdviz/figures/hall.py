"""Figures for a hall: as tall as its screen, with type and marks that are seen from its last row."""

import re

import plotly.graph_objects as go

# Of the screen's height: a figure, and a letter, of which 28 pixels at 1080 lines can be read from the last row.
FIGURE, LETTER = 0.72, 28 / 1080
# Pixels, of marks.
LEAST_MARK = 14


def for_hall(figure: go.Figure, height: int) -> go.Figure:
    """Return a copy of `figure` for a screen of `height` pixels, without what a legend has in parentheses."""
    size = round(LETTER * height)
    larger = go.Figure(figure)
    larger.update_layout(height=round(FIGURE * height), font_size=size, legend_font_size=size)
    for axes in (larger.update_xaxes, larger.update_yaxes):
        axes(tickfont_size=size, title_font_size=size, automargin=True)
    if larger.layout.coloraxis.colorbar.thickness:
        larger.update_coloraxes(colorbar_tickfont_size=size)
    for annotation in larger.layout.annotations:
        annotation.font.size = size
    for trace in larger.data:
        if trace.name:
            # A long one has been wrapped.
            trace.name = re.split(r"(?:\s|<br>)*[(（]", trace.name)[0]
        if trace.type == "scatter":
            trace.textfont.size = size
            if isinstance(trace.marker.size, int | float) and trace.marker.opacity != 0:
                trace.marker.size = max(LEAST_MARK, trace.marker.size)
    return larger
