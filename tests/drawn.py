"""Figures as a browser holds them: where one stands on its page, and the numbers that it draws."""

from playwright.sync_api import Locator, Page

# Names of places are no numbers, and gaps are none either.
PLOTLY = """plot => {
    const numbers = (values) => [...(values ?? [])].flatMap((value) =>
        typeof value === "number" ? [value] : value?.length && typeof value !== "string" ? numbers(value) : [])
    return plot._fullData.map(({ x, y, z }) => [...numbers(x), ...numbers(y), ...numbers(z)])
}"""
# How the numbers of a figure of our own are read, by its test id; all others are Plotly's.
READ = {
    "curves": """plot => plot.curves.charts.flatMap(
        chart => chart.data.slice(1).map(line => line.filter(value => value !== null)))""",
    "surfaces": """root => [...root.querySelectorAll('canvas[data-surface]')].map(
        canvas => [...atob(canvas.dataset.surface)].map(cell => cell.charCodeAt(0)))""",
    "knowledge": "root => JSON.parse(root.dataset.shares)",
    "story": "root => [root.shown.pixels, root.shown.counts]",
    "doubt": "root => [JSON.parse(root.dataset.shares)]",
    "race": "root => root.curves.lines.map(({ of }) => of.accuracy.mean)",
    "lab": "root => root.shown.shares.flat()",
    "bits": "root => [Object.values(root.shown).filter(value => typeof value === 'number')]",
    "attack": "root => root.shown.nets.map(({ right, zeros }) => [right, zeros])",
    "tradeoff": """root => [...root.querySelectorAll('.trade-mark')].map(mark => {
        const { x, y } = mark.getBoundingClientRect()
        return [x, y]
    })""",
}
# What shows that a figure has been drawn, and not only its place been made.
DRAWN = {
    "curves": "[data-testid=curves][data-updates]",
    "surfaces": "[data-testid=surfaces]:has(canvas[data-surface])",
    "knowledge": "[data-testid=knowledge][data-shares]",
    "doubt": "[data-testid=doubt][data-shares]",
    "story": "[data-testid=story][data-moving]",
    "race": "[data-testid=race]:has(.u-over)",
    "lab": "[data-testid=lab][data-drawn]",
    "bits": "[data-testid=bits][data-drawn]",
    "attack": "[data-testid=attack][data-drawn]",
    "tradeoff": "[data-testid=tradeoff][data-drawn]",
}


def figure(page: Page, name: str) -> Locator:
    """Return the figure `name`, once it is drawn; while results take another's place there are two for a moment."""
    plotly = f".st-key-{name} .js-plotly-plot:has(.cartesianlayer)"
    return page.locator(DRAWN.get(name, plotly)).filter(visible=True)


def numbers(page: Page, name: str) -> list[list[float]]:
    """Return the numbers that the browser holds for each trace of a figure."""
    drawn: list[list[float]] = figure(page, name).evaluate(READ.get(name, PLOTLY))
    return drawn
