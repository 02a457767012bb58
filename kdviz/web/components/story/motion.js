// Numbers that move from where they are to where they shall be.

const STILL = matchMedia("(prefers-reduced-motion: reduce)")

/** @param {number} share of the way, in time */
function eased(share) {
  return share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2
}

export class Motion {
  /** @type {Record<string, { from: number, to: number, begun: number, lasts: number, steady: boolean }>} */ moves = {}

  // Go to `to` within so many milliseconds: at a steady pace, or slowly at first and at the end. Who wants nothing to
  // move sees where it ends.
  /** @param {string} name @param {number} to @param {number} lasts @param {boolean} steady */
  go(name, to, lasts, steady = false) {
    const from = this.at(name)
    this.moves[name] = { from, to, begun: performance.now(), lasts: STILL.matches ? 0 : lasts, steady }
  }

  /** @param {string} name @param {number} to */
  put(name, to) {
    this.go(name, to, 0)
  }

  /** @param {string} name */
  at(name) {
    const move = this.moves[name]
    if (!move) return 0
    const share = this.share(move)
    return move.from + (move.to - move.from) * (move.steady ? share : eased(share))
  }

  /** @param {{ begun: number, lasts: number }} move */
  share({ begun, lasts }) {
    return lasts ? Math.min(1, Math.max(0, performance.now() - begun) / lasts) : 1
  }

  /** Whether anything moves, or one of these names. @param {string[]} names */
  moving(...names) {
    const moves = names.length ? names.flatMap((name) => this.moves[name] ?? []) : Object.values(this.moves)
    return moves.some((move) => this.share(move) < 1)
  }
}
