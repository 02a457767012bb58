// What a measured home page notes of itself: the moments of its frames, and the milliseconds that its scripts take in
// each, of all that asks for a frame.
const noted = window.noted = { frames: [], spent: [], drawn: 0 }
const ask = window.requestAnimationFrame.bind(window)
let last = 0

window.requestAnimationFrame = (draw) => ask((moment) => {
  if (moment !== last) {
    last = moment
    noted.frames.push(moment)
    noted.spent.push(0)
  }
  const begun = performance.now()
  draw(moment)
  noted.spent[noted.spent.length - 1] += performance.now() - begun
})

// The picture says whether it moves once it is drawn.
new MutationObserver(() => { noted.drawn ||= performance.now() })
  .observe(document, { subtree: true, attributes: true, attributeFilter: ["data-moving"] })

const STORY = "[data-testid=story]"
const until = (holds) => new Promise((done) => {
  const look = () => (holds(document.querySelector(STORY)) ? done() : ask(look))
  look()
})

// Go through the five states, each until nothing moves.
window.tell = async () => {
  Object.assign(noted, { frames: [], spent: [] })
  const go = async (selector) => {
    document.querySelector(selector).click()
    await until((story) => story.dataset.moving === "true")
    await until((story) => story.dataset.moving === "false")
  }
  await go(".story-digits button:nth-child(5)")
  await go(".story-next")
  await go(".story-digits button:nth-child(9)")
  await go(".story-next")
  await go(".story-bets button:last-child")
  await go(".story-next")
}
