// The race: validation accuracy and loss of the three arms, drawn in place as they come over a WebSocket.
// Colours, dashes, markers and words come from Python; nothing is fetched from elsewhere.

const races = new WeakMap()
const NARROW = 640
const A_DRAWING = 45, LONGEST_REST = 30, KEPT_BACK = 2

class Race {
  constructor(root) {
    this.plot = root.querySelector(".race-plot")
    this.status = root.querySelector(".race-status")
    this.bar = root.querySelector("progress")
    this.replay = root.querySelector(".race-replay")
    this.rewind = root.querySelector(".race-rewind")
    this.replay.oninput = () => {
      this.playing = 0
      this.draw()
    }
    this.surfaces = new Surfaces(root.querySelector(".race-surfaces"))
    this.ask = root.querySelector(".race-ask")
    this.mark = root.querySelector(".race-guess")
    this.number = this.ask.querySelector("output")
    this.skip = root.querySelector(".race-skip")
    this.verdict = root.querySelector(".race-verdict")
    this.mark.oninput = () => {
      this.guess = Number(this.mark.value) / 100
      this.draw()
    }
    this.mark.onchange = () => this.guessed(this.guess)
    this.skip.onclick = () => {
      const drawn = this.guess !== null
      this.guess = null
      this.shownAll = true
      if (drawn) this.guessed(null)
      this.draw()
    }
    this.events = []
    this.runId = null
    this.frame = 0
    this.rested = 0
    this.updates = 0
  }

  show(data, finish, guessed) {
    this.data = data
    this.finish = finish
    this.guessed = guessed
    // What comes back from Python may be older than where the reader has dragged the mark since.
    if (data.run_id !== this.runId) {
      this.guess = data.guess
      this.mark.value = 100 * (data.guess ?? 0.5)
      this.shownAll = false
      this.playing = 0
    }
    this.ask.hidden = !data.asks
    this.ask.querySelector("span").textContent = data.words.ask
    this.rewind.querySelector("span").textContent = data.words.replay
    this.verdict.textContent = data.verdict ?? ""
    if (data.run_id !== this.runId) {
      this.leave()
      this.runId = data.run_id
      this.events = []
      this.message = null
      this.done = false
      this.retries = 0
      this.surfaces.forget()
      // Where everything stands in one column, the run begins out of sight.
      if (data.in_flight && innerWidth < NARROW) this.status.scrollIntoView({ behavior: "smooth" })
      if (data.events) this.take(data.events, true)
      else this.connect()
      this.plays = Boolean(data.plays)
    }
    this.draw()
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws"
    const after = this.events.at(-1)?.seq ?? 0
    const socket = new WebSocket(`${scheme}://${location.host}${this.data.path}?after=${after}`)
    this.socket = socket
    socket.onmessage = (event) => {
      if (socket !== this.socket) return
      this.retries = 0
      this.message = JSON.parse(event.data)
      this.take(this.message.events, this.message.ended && !this.message.events.length)
      this.draw()
      // A run that had ended before the page was drawn is no news to Python.
      if (this.done && this.data.in_flight) this.finish()
    }
    socket.onclose = () => {
      if (socket !== this.socket || this.done) return
      // A lost connection: what is drawn stays, and the log goes on from the last number that is here.
      this.retries += 1
      this.timer = setTimeout(() => this.connect(), Math.min(250 * 2 ** (this.retries - 1), 5000))
    }
  }

  take(events, done) {
    const last = this.events.at(-1)?.seq ?? 0
    this.events.push(...events.filter((event) => event.seq > last))
    this.done = done
    this.replay.max = Math.max(1, this.course().length)
    this.replay.value = this.replay.max
  }

  // A run that was there before is shown as it went, at the pace at which it went.
  play() {
    const course = this.course(), begun = course[0].seconds
    if (!this.playing) this.playing = performance.now()
    const passed = (performance.now() - this.playing) / 1000
    const place = course.findLastIndex((snapshot) => snapshot.seconds - begun <= passed) + 1
    this.replay.value = place
    if (place >= course.length) this.playing = 0
  }

  // Whether the end of the distilled students is kept back, for the reader to guess.
  get keptBack() {
    return Boolean(this.data.asks) && this.guess === null && !this.shownAll
  }

  // The students' snapshots, or while there are none yet the teacher's.
  course() {
    const snapshots = this.events.map((event) => event.snapshot)
    const students = snapshots.filter((snapshot) => snapshot.stage === "students")
    return students.length ? students : snapshots
  }

  // What of the course is on show: all of it, or as far as the slider is.
  shown() {
    return this.done ? this.course().slice(0, Number(this.replay.value)) : this.course()
  }

  // The page has no place for the figure any more.
  end() {
    this.leave()
    this.ended = true
    window.Plotly?.purge(this.plot)
  }

  leave() {
    clearTimeout(this.timer)
    const socket = this.socket
    this.socket = null
    if (socket) socket.close()
  }

  // Draw in the next frame; where a drawing takes long, leave the page as much time again between two.
  draw() {
    if (this.frame) return
    const rest = this.rested - performance.now()
    if (rest > 0) {
      this.frame = setTimeout(() => {
        this.frame = 0
        this.draw()
      }, rest)
      return
    }
    this.frame = requestAnimationFrame(async () => {
      const begun = performance.now()
      this.frame = 0
      if (this.ended) return
      if (this.plays && this.done && this.course().length > 1) {
        this.plays = false
        this.playing = performance.now()
      }
      if (this.playing) this.play()
      this.tell()
      this.surfaces.draw(this.shown(), this.data)
      this.share()
      let Plotly
      try {
        Plotly = await loadPlotly(this.data.plotly)
      } catch (error) {
        // The next drawing tries again.
        console.error(error)
        this.status.textContent = this.data.words.undrawn
        return
      }
      if (this.ended) return
      await Plotly.react(this.plot, this.traces(), this.layout(), { displayModeBar: false, responsive: true })
      this.updates += 1
      this.plot.dataset.updates = this.updates
      const ended = performance.now()
      // As often as the eye needs; ten tabs share one computer.
      this.rested = Math.max(begun + A_DRAWING, ended + Math.min(ended - begun, LONGEST_REST))
      if (this.playing) this.draw()
    })
  }

  // Tell the page's other figures where the replay is.
  share() {
    const atEnd = !this.done || Number(this.replay.value) >= this.course().length
    const step = atEnd ? null : this.shown().at(-1).step
    window.dispatchEvent(new CustomEvent("kdviz-moment", { detail: { runId: this.runId, step } }))
  }

  tell() {
    const words = this.data.words
    const last = this.shown().at(-1) ?? null
    const { state, position } = this.message ?? this.data
    const training = state === "training"
    const text = !last || !training ? words[state] : this.done ? words.ended : words[last.stage]
    this.status.textContent = this.done && !last ? "" : filled(text, { position, ...last, seconds: last?.seconds.toFixed(1) })
    this.bar.hidden = this.done
    this.rewind.hidden = !this.done || this.keptBack || this.course().length < 2
    this.number.textContent = this.guess === null ? "" : `${(100 * this.guess).toFixed(1)} %`
    this.mark.setAttribute("aria-valuetext", this.guess === null ? words.unguessed : this.number.textContent)
    this.skip.textContent = this.guess === null ? words.skip : words.withdraw
    this.skip.hidden = this.guess === null && this.shownAll
    this.verdict.hidden = this.keptBack || !this.verdict.textContent
    if (training && last) {
      this.bar.max = last.steps
      this.bar.value = last.step
    } else {
      this.bar.removeAttribute("value")
    }
  }

  traces() {
    const all = this.shown()
    const arms = all.length && all[0].stage === "students" ? this.data.arms : this.data.teacher_arms
    const traces = []
    for (const [measure, scale, axis] of [["accuracy", 100, "y"], ["loss", 1, "y2"]]) {
      for (const arm of arms) {
        // Until the reader has guessed, no more than how the distilled students began.
        const shown = this.keptBack && arm.name === "distilled" ? all.slice(0, KEPT_BACK) : all
        const steps = shown.map((snapshot) => snapshot.step)
        const values = shown.map((snapshot) => snapshot[measure][arm.name].map((value) => scale * value))
        const seeds = values.length ? values[0].length : 0
        const common = { legendgroup: arm.name, yaxis: axis, hoverinfo: "skip", mode: "lines" }
        const x = [], y = []
        for (let seed = 0; seed < seeds; seed += 1) {
          x.push(...steps, null)
          y.push(...values.map((row) => row[seed]), null)
        }
        if (seeds > 1) {
          // A t-interval knows nothing of the ends of the scale.
          const most = measure === "accuracy" ? 100 : Infinity
          const band = shown.map((snapshot) => snapshot.ci95[measure][arm.name].map((end) => Math.min(Math.max(scale * end, 0), most)))
          traces.push({
            ...common,
            x: [...steps, ...[...steps].reverse()],
            y: [...band.map((ends) => ends[1]), ...band.map((ends) => ends[0]).reverse()],
            fill: "toself", fillcolor: arm.band, line: { width: 0 }, showlegend: false,
          })
          traces.push({ ...common, x, y, line: { color: arm.faint, width: 1 }, showlegend: false })
        }
        traces.push({
          ...common,
          x: steps,
          y: values.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length),
          name: arm.title,
          mode: "lines+markers",
          line: { color: arm.color, dash: arm.dash, width: 3 },
          // Enough to tell the arms apart; one a point would be most of the work of a drawing.
          marker: { symbol: arm.symbol, size: 7, color: arm.color, maxdisplayed: 12 },
          showlegend: axis === "y",
          hoverinfo: "all",
          hovertemplate: axis === "y" ? "%{y:.1f} %" : "%{y:.3f}",
        })
      }
    }
    return traces
  }

  layout() {
    const style = getComputedStyle(this.plot)
    const color = style.getPropertyValue("--st-text-color") || style.color
    const grid = style.getPropertyValue("--st-border-color-light") || "rgba(128,128,128,.2)"
    const words = this.data.words
    const axis = { gridcolor: grid, zeroline: false, automargin: true }
    const last = this.course().at(-1) ?? null
    const steps = last ? last.steps : this.data.steps
    const teacher = last && last.teacher_accuracy !== null ? 100 * last.teacher_accuracy : null
    const look = this.data.teacher_arms[0]
    const marks = teacher === null ? [] : [{ y: teacher, text: look.title, side: "right", color: look.color, dash: look.dash }]
    if (this.guess !== null) {
      const guess = 100 * this.guess
      const text = filled(words.guess, { guess: guess.toFixed(1) })
      marks.push({ y: guess, text, side: "left", color: style.getPropertyValue("--st-primary-color"), dash: "longdash" })
    }
    return {
      shapes: marks.map(({ y, color, dash }) => ({
        type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: y, y1: y, line: { color, dash, width: 2 },
      })),
      annotations: marks.map(({ y, text, side }) => ({
        xref: "paper", x: side === "left" ? 0 : 1, xanchor: side, yref: "y", y, yanchor: "bottom",
        text, showarrow: false, font: { color }, bgcolor: style.getPropertyValue("--st-background-color"), opacity: 0.85,
      })),
      uirevision: this.runId,
      height: 460,
      margin: { l: 8, r: 8, t: 8, b: 8 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color, family: style.fontFamily, size: 0.75 * parseFloat(getComputedStyle(document.documentElement).fontSize) },
      hovermode: "x unified",
      hoverlabel: { bgcolor: style.getPropertyValue("--st-background-color") },
      legend: { orientation: "h", yanchor: "bottom", y: 1.02, x: 0 },
      xaxis: { ...axis, title: { text: words.step }, range: [0, steps], showgrid: false, anchor: "y2" },
      yaxis: { ...axis, title: { text: words.accuracy }, domain: [0.4, 1], ...(last ? {} : { range: [0, 100] }) },
      yaxis2: { ...axis, title: { text: words.loss }, domain: [0, 0.32], rangemode: "tozero", ...(last ? {} : { range: [0, 3] }) },
    }
  }
}

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component
  let race = races.get(parentElement)
  if (!race) {
    race = new Race(parentElement)
    races.set(parentElement, race)
  }
  race.show(data, () => setTriggerValue("ended", race.runId), (guess) => setStateValue("guess", guess))
  return () => {
    race.end()
    races.delete(parentElement)
  }
}
