// The race of kinds on one axis: finished kinds as lines from Python, the one in flight from its log.

import { component } from "../shared/component.js"
import { ACCURACY, Curves } from "../shared/curves.js"
import { filled, part } from "../shared/elements.js"
import { LiveLog, Painter, course, remarked } from "../shared/log.js"

class Race {
  /** @type {RaceData} */ data
  /** @type {LiveLog | null} */ log = null
  /** @type {string | null} */ runId = null
  ended = false

  /** @param {HTMLElement} root */
  constructor(root) {
    this.curves = new Curves(part(root, ".race-plot"))
    this.status = part(root, ".race-status")
    this.painter = new Painter(() => this.paint())
  }

  /** @param {Told<RaceData>} told */
  show({ data, setTriggerValue }) {
    this.data = data
    const runId = data.current?.run_id ?? null
    if (runId !== this.runId) {
      this.log?.leave()
      this.runId = runId
      this.log = data.current && new LiveLog(data.current.path, () => {
        this.painter.ask()
        if (this.log?.message?.ended) setTriggerValue("ended", runId)
      })
    }
    this.painter.ask()
  }

  paint() {
    if (this.ended) return false
    this.tell()
    this.curves.draw(this.picture())
    return false
  }

  tell() {
    const { current, words } = this.data
    if (!current) {
      this.status.textContent = ""
      return
    }
    const last = this.log?.events.at(-1)?.snapshot
    const { state, position, left } = this.log?.message ?? current
    const text = !last || state !== "training" ? words[state] : words[last.stage] ?? words.training
    const said = filled(text, { position, left, ...last, seconds: last?.seconds.toFixed(1) })
    this.status.textContent = remarked(`${current.line.title}: ${said}`, words, this.log)
  }

  /** @returns {Picture} */
  picture() {
    const { current, finished, twin, teacher, words, steps } = this.data
    const live = this.log?.events.map(({ snapshot }) => snapshot) ?? []
    const kinds = [...finished]
    if (current) kinds.push({ ...current.line, snapshots: live.filter(({ stage }) => stage === "students") })
    /** @param {Snapshot[]} snapshots @param {string} arm */
    const of = (snapshots, arm) => ({ accuracy: { ...course(snapshots, "accuracy", arm, 100), seeds: [] } })
    const lines = kinds.map(({ snapshots, ...look }) => ({ ...look, of: of(snapshots, "distilled") }))
    // All kinds share their twin and their teacher.
    const { snapshots: shared } = kinds.find(({ snapshots }) => snapshots.length) ?? { snapshots: [] }
    if (shared.length) lines.unshift({ ...twin, of: of(shared, "hard") })
    const level = shared.at(-1)?.teacher_accuracy ?? null
    const mark = { text: teacher.title, side: "right", color: teacher.color, dash: teacher.dash }
    const marks = level === null ? [] : [{ ...mark, y: 100 * level }]
    return { axes: [{ ...ACCURACY, label: words.accuracy, share: 1, marks }], lines, steps, stepLabel: words.step }
  }

  end() {
    this.ended = true
    this.log?.leave()
    this.curves.end()
  }
}

export default component(Race)
