// Kinds of distillation racing on one axis: those that have ended as lines from Python, the one in flight from its log.

const kindsRaces = new WeakMap()

class KindsRace {
  constructor(root) {
    this.plot = root.querySelector(".kinds-plot")
    this.curves = new Curves(this.plot)
    this.status = root.querySelector(".kinds-status")
    this.painter = new Painter(() => this.paint())
    this.runId = null
    this.forget()
  }

  forget() {
    this.events = []
    this.message = null
    this.log?.leave()
    this.log = null
  }

  show(data, finish) {
    this.data = data
    const runId = data.current?.run_id ?? null
    if (runId !== this.runId) {
      this.forget()
      this.runId = runId
      if (runId !== null) this.follow(finish)
    }
    this.painter.ask()
  }

  follow(finish) {
    const runId = this.runId
    this.log = new LiveLog(this.data.current.path, null, () => this.events.at(-1)?.seq ?? 0, (message) => {
      this.message = message
      this.events.push(...message.events)
      this.painter.ask()
      if (this.log.done) finish(runId)
    })
  }

  async paint() {
    if (this.ended) return false
    this.tell()
    await this.curves.tryDrawing(this.picture(), this.status, this.data.words)
    return false
  }

  tell() {
    const { current, words } = this.data
    if (!current) {
      this.status.textContent = ""
      return
    }
    const last = this.events.at(-1)?.snapshot ?? null
    const { state, position } = this.message ?? current
    const text = !last || state !== "training" ? words[state] : words[last.stage] ?? words.training
    const said = filled(text, { position, ...last, seconds: last?.seconds.toFixed(1) })
    this.status.textContent = `${current.line.title}: ${said}`
  }

  picture() {
    const { current, finished, twin, teacher, words } = this.data
    const students = this.events.map(({ snapshot }) => snapshot).filter(({ stage }) => stage === "students")
    const summed = (arm) => ({ accuracy: { ...course(students, "accuracy", arm, 100), seeds: [] } })
    const lines = [...finished]
    if (current) lines.push({ ...current.line, of: summed("distilled") })
    // All kinds share one twin.
    if (twin.of) lines.unshift(twin)
    else if (students.length) lines.unshift({ ...twin, of: summed("hard") })
    const level = teacher.accuracy ?? students.at(-1)?.teacher_accuracy ?? null
    const mark = { text: teacher.title, side: "right", color: teacher.color, dash: teacher.dash }
    return {
      axes: [{
        name: "accuracy", label: words.accuracy, share: 1, unit: " %", digits: 1, empty: [0, 100], floor: 0, ceiling: 108,
        fromZero: false, marks: level === null ? [] : [{ ...mark, y: 100 * level }],
      }],
      lines,
      steps: this.data.steps,
      stepLabel: words.step,
    }
  }

  end() {
    this.ended = true
    this.log?.leave()
    this.curves.end()
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  let race = kindsRaces.get(parentElement)
  if (!race) {
    race = new KindsRace(parentElement)
    kindsRaces.set(parentElement, race)
  }
  race.show(data, (runId) => setTriggerValue("ended", runId))
  return () => {
    race.end()
    kindsRaces.delete(parentElement)
  }
}
