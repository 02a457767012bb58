// The log of a job while it goes on, and when to draw it.

import { address, openSocket } from "./addresses.js"

// After so many sockets in a row without a message the log is asked for over HTTP, too.
const TRIES = 3
// Milliseconds: between two messages that are asked for, and until a socket counts as lost that says nothing; ours says
// each second where the job stands.
const PAUSE = 2000, SILENCE = 20_000

/** A job's log as it comes over a WebSocket. After a lost connection it goes on from the last event that is here. */
export class LiveLog {
  /** @type {LogEvent[]} */ events = []
  /** @type {Message | null} */ message = null
  retries = 0
  /** Whether the log comes only because it is asked for. */
  refused = false
  /** @type {WebSocket | null} */ socket = null
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer

  /**
   * @param {string} path @param {() => void} heard is called after each message
   * @param {WebSocket | null} socket may be open already
   */
  constructor(path, heard, socket = null) {
    this.path = path
    this.heard = heard
    this.follow(socket ?? openSocket(this.rest))
  }

  // What is not here yet.
  get rest() {
    return `${this.path}?after=${this.events.at(-1)?.seq ?? 0}`
  }

  /** @param {WebSocket} socket */
  follow(socket) {
    this.socket = socket
    socket.onmessage = (event) => {
      if (socket !== this.socket) return
      this.retries = 0
      this.refused = false
      this.later(() => this.lose(socket), SILENCE)
      this.take(JSON.parse(event.data))
    }
    socket.onclose = () => this.lose(socket)
    this.later(() => this.lose(socket), SILENCE)
  }

  /** @param {Message} message */
  take(message) {
    const last = this.events.at(-1)?.seq ?? 0
    this.message = message
    this.events.push(...message.events.filter(({ seq }) => seq > last))
    if (message.ended) clearTimeout(this.timer)
    this.heard()
  }

  /** @param {WebSocket} socket */
  async lose(socket) {
    if (socket !== this.socket || this.message?.ended) return
    socket.onmessage = socket.onclose = null
    socket.close()
    this.retries += 1
    const answered = this.retries >= TRIES && await this.ask(socket)
    if (socket !== this.socket || this.message?.ended) return
    const wait = answered ? PAUSE : Math.min(250 * 2 ** (this.retries - 1), 5000)
    this.later(() => this.follow(openSocket(this.rest)), wait)
  }

  // Ask over HTTP; returns whether there was an answer. A server that is gone, or a job, refuses nothing.
  /** @param {WebSocket} socket */
  async ask(socket) {
    const asked = fetch(address(this.rest), { signal: AbortSignal.timeout(SILENCE) })
    const answer = await asked.catch(() => null)
    const message = answer?.ok ? await answer.json().catch(() => null) : null
    if (socket !== this.socket) return false
    this.refused = Boolean(answer?.ok || answer?.status === 403)
    if (message) this.take(message)
    else this.heard()
    return Boolean(message)
  }

  /** @param {() => void} then @param {number} milliseconds */
  later(then, milliseconds) {
    clearTimeout(this.timer)
    this.timer = setTimeout(then, milliseconds)
  }

  leave() {
    clearTimeout(this.timer)
    const socket = this.socket
    this.socket = null
    socket?.close()
  }
}

// What a figure says, and why it hears less than it should.
/** @param {string} said @param {Words} words @param {(LiveLog | null)[]} logs */
export function remarked(said, words, ...logs) {
  return logs.some((log) => log?.refused) ? `${said} ${words.refused}` : said
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
