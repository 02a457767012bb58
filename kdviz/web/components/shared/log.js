// What figures share that follow a run while it goes on: its log, and when to draw.

function openSocket(path) {
  return new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`)
}

// A run's log as it comes over a WebSocket. After a lost connection it goes on from the last number that is here.
class LiveLog {
  // `hear` is told each message, `last` says the number of the last event that is here; `socket` may be open already.
  constructor(path, socket, last, hear) {
    Object.assign(this, { path, last, hear, retries: 0 })
    this.follow(socket ?? this.open())
  }

  open() {
    return openSocket(`${this.path}?after=${this.last()}`)
  }

  follow(socket) {
    this.socket = socket
    socket.onmessage = (event) => {
      if (socket !== this.socket) return
      this.retries = 0
      const message = JSON.parse(event.data)
      this.done = message.ended
      this.hear(message)
    }
    socket.onclose = () => {
      if (socket !== this.socket || this.done) return
      this.retries += 1
      this.timer = setTimeout(() => this.follow(this.open()), Math.min(250 * 2 ** (this.retries - 1), 5000))
    }
  }

  leave() {
    clearTimeout(this.timer)
    const socket = this.socket
    this.socket = null
    if (socket) socket.close()
  }
}

// Draws in the next frame, and never more than half of the time: ten tabs share one computer.
class Painter {
  // `paint` returns whether there is more to draw at once.
  constructor(paint) {
    Object.assign(this, { paint, frame: 0, rested: 0 })
  }

  ask() {
    if (this.frame) return
    const rest = this.rested - performance.now()
    if (rest > 0) {
      this.frame = setTimeout(() => {
        this.frame = 0
        this.ask()
      }, rest)
      return
    }
    this.frame = requestAnimationFrame(async () => {
      const begun = performance.now()
      this.frame = 0
      const more = await this.paint()
      this.rested = 2 * performance.now() - begun
      if (more) this.ask()
    })
  }
}

// One arm's measure over the snapshots: mean, band and repeats.
function course(snapshots, measure, arm, scale) {
  const rows = snapshots.map((snapshot) => snapshot[measure][arm].map((value) => scale * value))
  const most = measure === "accuracy" ? 100 : Infinity
  return {
    steps: snapshots.map((snapshot) => snapshot.step),
    mean: rows.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length),
    // A t-interval knows nothing of the ends of the scale; one seed has none.
    band: snapshots.map((snapshot) => snapshot.ci95[measure]?.[arm]?.map((end) => Math.min(Math.max(scale * end, 0), most))),
    seeds: (rows[0] ?? []).map((_, seed) => rows.map((row) => row[seed])),
  }
}
