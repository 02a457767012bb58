import plotly.graph_objects as go
import pytest

from kdviz.figures import for_hall


def shown() -> go.Figure:
    figure = go.Figure(layout={"height": 300})
    figure.add_scatter(x=[1, 2], y=[3, 4], mode="markers", marker={"size": 8}, name="unsure (by chance 0.2)")
    figure.add_scatter(x=[1, 2], y=[3, 4], mode="markers", marker={"size": 8, "opacity": 0}, name="targets")
    figure.add_annotation(text="teacher", font={"color": "#123456"})
    return figure.update_layout(coloraxis={"colorbar": {"thickness": 14}})


@pytest.mark.parametrize(("height", "letter"), [(1080, 28), (768, 20)])
def test_a_hall_s_figure_takes_seven_tenths_of_the_screen_with_letters_that_are_read(height, letter):
    figure = shown()
    larger = for_hall(figure, height)
    assert larger.layout.height >= 0.7 * height
    fonts = [larger.layout.font, larger.layout.legend.font, larger.layout.annotations[0].font]
    fonts += [axis.tickfont for axis in (larger.layout.xaxis, larger.layout.yaxis, larger.layout.coloraxis.colorbar)]
    assert {font.size for font in fonts} == {letter}
    assert [trace.marker.size for trace in larger.data] == [14, 8], "what nobody sees stays as it is"
    assert larger.data[0].name == "unsure"
    assert larger.layout.annotations[0].font.color == "#123456"
    assert (figure.layout.height, figure.data[0].marker.size) == (300, 8), "others see the same figure"
