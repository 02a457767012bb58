// The log of a job while it goes on, and when to draw it.

import { openSocket } from "./addresses.js"

/** A job's log as it comes over a WebSocket. After a lost connection it goes on from the last event that is here. */
export class LiveLog {
  /** @type {LogEvent[]} */ events = []
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
      this.events.push(...message.events.filter((/** @type {LogEvent} */ { seq }) => seq > last))
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
