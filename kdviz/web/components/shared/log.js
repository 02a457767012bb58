// The log of a job while it goes on, and when to draw it.

import { openSocket } from "./addresses.js"
/** @import { Course, Ends } from "./curves.js" */

/**
 * How a run's networks are at a step, as `kdviz.results.Snapshot` says; surfaces and similarities are bytes as text.
 * @typedef {object} Snapshot
 * @property {string} stage @property {string} name @property {number} place
 * @property {number} step @property {number} steps @property {number} seconds
 * @property {Values} accuracy @property {Values} loss @property {number | null} teacher_accuracy
 * @property {Record<string, Record<string, Ends | null>>} ci95 by measure and arm
 * @property {Plane | null} plane @property {Record<string, string>} surfaces
 * @property {Likeness | null} likeness @property {Record<string, string>} similarities
 * @property {Values} apart @property {Record<string, Ends | null>} apart_ci95
 */

/**
 * The part of the plane that is drawn as side × side cells, and the points of one seed.
 * @typedef {object} Plane
 * @property {number} left @property {number} bottom @property {number} extent @property {number} side
 * @property {number} seed @property {[x: number, y: number, label: number][]} points @property {string} teacher
 */

/** @typedef {{ seed: number, labels: number[], ends: Ends, teacher: string }} Likeness of whom and on which images */
/** @typedef {Record<string, number[]>} Values one a seed, by arm */
/** @typedef {"accuracy" | "loss"} Measure */
/** @typedef {{ seq: number, snapshot: Snapshot }} Event */
/** @typedef {{ state: string, position: number | null }} Standing */
/** @typedef {Standing & { job_id: string, path: string, events: Event[], ended: boolean }} Message */

/** A job's log as it comes over a WebSocket. After a lost connection it goes on from the last event that is here. */
export class LiveLog {
  /** @type {Event[]} */ events = []
  /** @type {Message | null} */ message = null
  retries = 0
  /** @type {WebSocket | null} */ socket = null
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer

  /**
   * @param {string} path @param {() => void} heard is called after each message
   * @param {WebSocket | null} socket may be open already
   */
  constructor(path, heard, socket = null) {
    this.path = path
    this.heard = heard
    this.follow(socket ?? this.open())
  }

  open() {
    return openSocket(`${this.path}?after=${this.events.at(-1)?.seq ?? 0}`)
  }

  /** @param {WebSocket} socket */
  follow(socket) {
    this.socket = socket
    socket.onmessage = (event) => {
      if (socket !== this.socket) return
      this.retries = 0
      const message = this.message = JSON.parse(event.data), last = this.events.at(-1)?.seq ?? 0
      this.events.push(...message.events.filter((/** @type {Event} */ { seq }) => seq > last))
      this.heard()
    }
    socket.onclose = () => {
      if (socket !== this.socket || this.message?.ended) return
      this.retries += 1
      this.timer = setTimeout(() => this.follow(this.open()), Math.min(250 * 2 ** (this.retries - 1), 5000))
    }
  }

  leave() {
    clearTimeout(this.timer)
    const socket = this.socket
    this.socket = null
    socket?.close()
  }
}

// Draws in the next frame, and at most half of the time: ten tabs share one computer.
export class Painter {
  frame = 0
  rested = 0

  /** `paint` returns whether there is more to draw at once. @param {() => boolean} paint */
  constructor(paint) {
    this.paint = paint
  }

  ask() {
    if (this.frame) return
    const rest = this.rested - performance.now()
    if (rest > 0) {
      this.frame = window.setTimeout(() => {
        this.frame = 0
        this.ask()
      }, rest)
      return
    }
    this.frame = requestAnimationFrame(() => {
      const begun = performance.now()
      this.frame = 0
      const more = this.paint()
      this.rested = 2 * performance.now() - begun
      if (more) this.ask()
    })
  }
}

// One arm's measure over the snapshots: mean, band and repeats.
/**
 * @param {Snapshot[]} snapshots @param {Measure} measure @param {string} arm @param {number} scale
 * @returns {Course}
 */
export function course(snapshots, measure, arm, scale) {
  const rows = snapshots.map((snapshot) => snapshot[measure][arm].map((value) => scale * value))
  const most = measure === "accuracy" ? 100 : Infinity
  return {
    steps: snapshots.map((snapshot) => snapshot.step),
    mean: rows.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length),
    // A t-interval may leave the scale; one seed has none.
    band: snapshots.map(({ ci95 }) => {
      const ends = ci95[measure]?.[arm]
      return ends && [onScale(scale * ends[0], most), onScale(scale * ends[1], most)]
    }),
    seeds: (rows[0] ?? []).map((_, seed) => rows.map((row) => row[seed])),
  }
}

/** @param {number} value @param {number} most */
function onScale(value, most) {
  return Math.min(Math.max(value, 0), most)
}
