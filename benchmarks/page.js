// What a measured page notes of itself; moments in milliseconds since 1970, by the same clock as Python's.
const noted = window.noted = {}

const now = (moment = performance.now()) => performance.timeOrigin + moment

window.WebSocket = class extends WebSocket {
  constructor(url, ...rest) {
    super(url, ...rest)
    const live = String(url).includes("/live/")
    this.addEventListener("message", ({ data }) => {
      if (live && JSON.parse(data).events.length) noted.heard.push(now())
    })
  }
}

// The curves number their drawings once they are there. A drawing without points is of a run that has not begun.
new MutationObserver((changes) => {
  for (const { target } of changes) {
    if (target.curves.lines.some((line) => line.of.loss.steps.length)) noted.drawn.push(now())
  }
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-updates"] })

function onFrame(moment) {
  noted.frames.push(now(moment))
  // The page's first picture, which its script marks when it is drawn.
  if (!noted.first && document.querySelector(".doubt[data-shares]")) noted.first = now(moment)
  requestAnimationFrame(onFrame)
}
requestAnimationFrame(onFrame)

function note() {
  Object.assign(noted, { begun: now(), heard: [], drawn: [], frames: [] })
}
note()

window.run = () => {
  note()
  document.querySelector(".st-key-run button").click()
}
