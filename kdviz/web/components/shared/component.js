// The life of a component in a Streamlit page.

// Returns what a component's module exports. A figure is made when it is first drawn in a place, shows what it is told
// each time, and ends when the page has no place for it any more.
// Where a page is drawn anew while the module comes, Streamlit ends the first of two drawings, maybe after the second:
// the figure stays for that one.
/** @template Data @param {new (root: HTMLElement) => { show(told: Told<Data>): void, end(): void }} Figure */
export function component(Figure) {
  const figures = new WeakMap()
  /** @param {Told<Data> & { parentElement: HTMLElement }} told */
  return ({ parentElement, ...told }) => {
    if (!figures.has(parentElement)) figures.set(parentElement, new Figure(parentElement))
    const figure = figures.get(parentElement), drawing = figure.drawing = {}
    figure.show(told)
    // It answers from now on: until here whatever was pressed would have been lost.
    parentElement.querySelector("[inert]")?.removeAttribute("inert")
    return () => {
      if (figure.drawing !== drawing) return
      figure.end()
      figures.delete(parentElement)
    }
  }
}
