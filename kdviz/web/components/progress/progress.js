// The bar of jobs in flight, from their live logs; Python hears of each new part and of the end.

import { component } from "../shared/component.js"
import { filled, find, part } from "../shared/elements.js"
import { LiveLog, remarked } from "../shared/log.js"

/** @typedef {{ done: number, parts: number, share: number, ended: boolean, told: number }} Share */
/** @typedef {Standing & Share & { job_id: string, path: string }} Job */
/** @typedef {{ jobs: Job[], words: Words, eachEvent: boolean }} ProgressData */

// Milliseconds.
const AGAIN = 2000

class Progress {
  /** @type {ProgressData} */ data
  /** @type {Map<string, LiveLog>} */ logs = new Map()
  told = 0
  again = 0
  /** @type {(name: string, value: unknown) => void} */ tell

  /** @param {HTMLElement} root */
  constructor(root) {
    this.status = part(root, ".jobs-status")
    this.bar = find(root, "progress", HTMLProgressElement)
  }

  /** @param {Told<ProgressData>} told */
  show({ data, setTriggerValue }) {
    this.data = data
    this.tell = setTriggerValue
    this.told = count(data.jobs)
    for (const { job_id, path, ended } of data.jobs) {
      if (!ended && !this.logs.has(job_id)) this.logs.set(job_id, new LiveLog(path, () => this.hear()))
    }
    this.insist()
    this.draw()
  }

  // Each job as its log says, or as Python said before the log did.
  jobs() {
    return this.data.jobs.map((job) => {
      const log = this.logs.get(job.job_id)
      const told = this.data.eachEvent ? Math.max(job.told, log?.events.at(-1)?.seq ?? 0) : 0
      return /** @type {Job} */ ({ ...job, ...log?.message, told })
    })
  }

  hear() {
    const told = count(this.jobs())
    if (told !== this.told) this.tell("news", this.told = told)
    this.insist()
    this.draw()
  }

  // Python may miss the end, such as between two drawings of its part of the page: it is told again until it draws it.
  insist() {
    clearInterval(this.again)
    const missed = this.data.jobs.some(({ job_id, ended }) => !ended && this.logs.get(job_id)?.message?.ended)
    if (missed) this.again = setInterval(() => this.tell("news", this.told), AGAIN)
  }

  draw() {
    const jobs = this.jobs()
    const sum = (/** @type {"done" | "parts" | "share"} */ name) => jobs.reduce((all, job) => all + job[name], 0)
    const waits = jobs.every(({ state, share }) => state !== "training" && share === 0)
    const { words } = this.data, counts = { done: sum("done"), parts: sum("parts") }
    const said = remarked(filled(words[waits ? "waiting" : "training"], counts), words, ...this.logs.values())
    if (said !== this.status.textContent) this.status.textContent = said
    this.bar.value = sum("share") / jobs.length
  }

  end() {
    clearInterval(this.again)
    for (const log of this.logs.values()) log.leave()
  }
}

// Grows with each part, each event that counts and each end.
/** @param {Job[]} jobs */
function count(jobs) {
  return jobs.reduce((all, { done, told, ended }) => all + done + told + Number(ended), 0)
}

export default component(Progress)
