// The run that trains in the picture's place, as its log tells of it.

import { filled } from "../shared/elements.js"
import { LiveLog, remarked } from "../shared/log.js"

export class LiveRun {
  /** @type {LiveLog | null} */ log = null
  /** @type {string | null} */ runId = null

  /** @param {() => void} heard is called after each message */
  constructor(heard) {
    this.heard = heard
  }

  // Follow the run that Python tells of, if any: returns what is new about it.
  /** @param {StoryData["live"]} live @returns {"begun" | "ended" | "known" | ""} */
  follow(live) {
    const before = this.runId, followed = this.log !== null
    if (!live || live.run_id !== before || !live.in_flight) this.leave()
    this.runId = live?.run_id ?? null
    if (!live) return ""
    if (live.in_flight) this.log ??= new LiveLog(live.path, this.heard)
    if (live.run_id !== before) return live.in_flight ? "begun" : "known"
    return followed && !live.in_flight ? "ended" : ""
  }

  get ended() {
    return Boolean(this.log?.message?.ended)
  }

  // Of the images that are measured on the way, which shares the first repeat's two students get right.
  get shares() {
    const last = this.log?.events.findLast(({ snapshot: { stage } }) => stage === "students")
    return last ? [last.snapshot.accuracy.hard[0], last.snapshot.accuracy.distilled[0]] : [0, 0]
  }

  /** @param {Words} words */
  status(words) {
    const { state, position, left } = this.log?.message ?? { state: "starting", position: null, left: null }
    const last = this.log?.events.at(-1)?.snapshot
    const text = state !== "training" ? words[state] : last ? words[last.stage] : words.training
    return remarked(filled(text ?? "", { position, left, ...last, seconds: last?.seconds.toFixed(1) }), words, this.log)
  }

  leave() {
    this.log?.leave()
    this.log = null
  }
}
