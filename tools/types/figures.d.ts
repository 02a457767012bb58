// Types that several modules of kdviz/web/components share, known in all of them without an import.

/** What Streamlit hands over with each drawing of a page. */
interface Told<Data> {
  /** what Python says */
  data: Data
  /** tells Python a value that stays */
  setStateValue(name: string, value: unknown): void
  /** tells Python something once */
  setTriggerValue(name: string, value: unknown): void
}

type Words = Record<string, string>
type Attributes = Record<string, string | number>

// Looks, as kdviz/web/components/shared/looks.py tells them.

type Dash = "solid" | "dot" | "dash" | "longdash" | "dashdot" | "longdashdot"
type MarkSymbol = "circle" | "square" | "diamond" | "cross" | "triangle-up" | "star"
/** How a class is called and drawn. */
type ClassLook = { name: string, color: string, symbol: MarkSymbol }
type BarLook = { name: string, title: string, color: string, fill: "solid" | "striped" | "outline" }
type LineLook = {
  name: string, title: string, color: string, dash: Dash, symbol: MarkSymbol
  /** its interval's color */
  band: string
  /** its repeats' color */
  faint: string
}

// Curves over training steps.

type Ends = [number, number]
/** Numbers over steps, and their repeats; an interval is missing where there is none. */
type Course = { steps: number[], mean: number[], band: (Ends | null | undefined)[], seeds: number[][] }
/** `of` is by the axes' names. */
type Line = LineLook & { of: Record<string, Course> }
/** A level, such as where the teacher stands. */
type Mark = { y: number, text: string, side: string, color: string, dash: Dash }
type Axis = {
  name: string, label: string, unit: string, digits: number
  /** of the height */
  share: number
  floor: number, ceiling: number, fromZero: boolean
  /** its range while there is nothing */
  empty: Ends
  marks: Mark[]
}
type Picture = { axes: Axis[], lines: Line[], steps: number, stepLabel: string }

/** Pictures of the networks, side by side. */
type Row = import("./curves/row.js").Row

// Runs: what is told while one goes on, and what it kept.

/** One a seed, by arm. */
type Values = Record<string, number[]>
type Measure = "accuracy" | "loss"
/** The part of the plane that is drawn as side × side cells, and the points of one seed. */
type Plane = {
  left: number, bottom: number, extent: number, side: number
  seed: number, points: [x: number, y: number, label: number][], teacher: string
}
/** Of whom and on which images. */
type Likeness = { seed: number, labels: number[], ends: Ends, teacher: string }
/** How a run's networks are at a step, as `kdviz.results.Snapshot` says; surfaces and similarities are bytes as text. */
interface Snapshot {
  stage: string, name: string, place: number
  step: number, steps: number, seconds: number
  accuracy: Values, loss: Values, teacher_accuracy: number | null
  /** by measure and arm */
  ci95: Record<string, Record<string, Ends | null>>
  plane: Plane | null, surfaces: Record<string, string>
  likeness: Likeness | null, similarities: Record<string, string>
  apart: Values, apart_ci95: Record<string, Ends | null>
}
type LogEvent = { seq: number, snapshot: Snapshot }
type Standing = { state: string, position: number | null, left: number | null }
type Message = Standing & { job_id: string, path: string, events: LogEvent[], ended: boolean }
type Tensor = { shape: number[], values: Float32Array | Float64Array }
type Tensors = Record<string, Tensor>
/** One a class. */
type Logits = ArrayLike<number> & Iterable<number>
/** By network, one a seed. */
type Answers = Record<string, Logits[]>
type KeptRun = import("./lab/kept_run.js").KeptRun

/** By what pictures are sorted, and the id of one. */
type Picked = { sort: string, id: number | null }
/** Places of pictures, sorted by something. */
type Order = { name: string, title: string, places: number[] }

// What Python tells each figure.

/** A run on show: one that has ended may bring its events, others are told at `path`; and how all of it looks. */
interface CurvesData {
  /** null before the first */
  run_id: string | null, in_flight: boolean, path: string, events?: LogEvent[] | null
  state: string, position: number | null, left: number | null
  /** whether it is first shown as it went */
  plays?: boolean
  /** where the log of the reader's next run is told */
  next: string
  steps: number
  arms: LineLook[], teacher_arms: LineLook[], stage_arms: LineLook[], classes: ClassLook[], heat: string
  words: Words
}

interface UploadData {
  path: string
  /** what a dialog for files shows first */
  accept: string
  words: Words
}

/** A guess about a request is asked for; `least` and `most` are where the scale ends. */
interface GuessData {
  about: string
  guess: { mark: number, give: number } | null
  least: number
  most: number
  language: string
  words: Words
}

/** Pictures of digits to pick from; nothing of any answer. */
interface TapData {
  pictures: { label: number, pixels: number[] }[]
  shape: number[]
  picked: number | null
  pickable: boolean
  words: Words
}

/** Cards to be put in order, by letters. */
interface OrderData {
  cards: { name: string, text: string }[]
  order: string
  words: Words
}

/** Pictures of digits, and what the teacher answers: the classes with their shares, the likeliest first. */
interface DoubtData {
  pictures: { label: number, pixels: number[], answers: { name: string, share: number }[] }[]
  shape: number[]
  first: number
  color: string
  words: Words
}

interface SamplesData {
  path: string
  /** where rows are served, with a blank for one; nothing of other data */
  rows: string
  classes: ClassLook[]
  words: Words
}

/** Ready-made maps, each with the colors of its cells in rows from the top. */
interface MapsData {
  maps: { name: string, title: string, question: string, colors: string[][] }[]
  chosen: string | null
  words: Words
}

interface KnowledgeData {
  run_id: string
  /** where its tensors are */
  path: string
  seed: number
  /** trained with */
  temperature: number
  /** looked at with */
  looked: number
  looks: BarLook[], classes: ClassLook[]
  /** where rows of a table are told, their place in it as a blank; or nothing */
  rows: string
  /** scores that say nothing up to the least */
  sorts: { name: string, title: string, least: number }[]
  heat: string, picked: Picked
  words: Words
}

type LabSettings = { temperature: number, alpha: number, t_squared: boolean, reduction: string }

interface LabData {
  run_id: string, paths: Record<"arrays" | "students" | "teacher", string>
  settings: LabSettings, picked: Picked
  /** that were typed */
  logits: string
  /** what it begins with; nothing for what there is */
  source: string
  looks: BarLook[], classes: ClassLook[]
  /** as of KnowledgeData */
  rows: string
  /** subjects that are unfolded */
  opened: string[]
  /** of the labels, of the teacher, and their sum */
  terms: BarLook[]
  words: Words
}

type GlossaryTerm = { name: string, title: string, text: string, miniature: string }
/** Every word, and what the miniatures say. */
type GlossaryData = { title: string, terms: GlossaryTerm[], words: Words }

interface FrameData {
  /** a sentence about what a selector finds */
  notes: [selector: string, text: string][]
  keys: [key: string, text: string][]
  /** of Streamlit's own controls, by what it calls them; "…" stands for an option */
  labels: Words
  glossary: GlossaryData
  language: string
  projected: boolean
  words: Words
}

interface RaceData {
  /** kinds, with the numbers of their students */
  finished: (LineLook & { snapshots: Snapshot[] })[]
  /** in flight */
  current: Standing & { run_id: string, path: string, line: LineLook } | null
  twin: LineLook
  teacher: LineLook
  steps: number
  words: Words
}

/** What rounding does to kept students; names are what their weights' names begin with. */
interface BitsData {
  run_id: string, paths: Record<"arrays" | "students", string>
  students: { name: string, title: string, color: string }[]
  /** where the reader was last */
  looked: { bits: number, student: string }
  classes: ClassLook[]
  words: Words
}

/** Nets under attack, computed in the browser; names are what their weights' names begin with. */
interface AttackData {
  run_id: string, paths: Record<"arrays" | "students", string>
  nets: { name: string, title: string, color: string }[]
  /** where the reader was last */
  looked: { temperature: number, bound: number, image: number }
  most: { temperature: number, bound: number }
  /** whether there is one bound, and no slider for it */
  bounded: boolean
  classes: ClassLook[]
  /** as of KnowledgeData */
  rows: string
  words: Words
}

type Unit = "count" | "bytes" | "seconds"

/** Students of one network and arm; right between low and high. */
interface TradePoint {
  network: string, arm: string
  /** of the arm */
  title: string
  color: string, symbol: MarkSymbol, cost: number, mean: number, low: number, high: number
  /** its ends in words, and the sentence about the mark of one that is cut */
  interval: { low: string, high: string } | null, cut: string
}

interface TradeOffData {
  /** whose budget it is */
  subject: string
  points: TradePoint[]
  /** places of points, the cheapest first */
  front: number[]
  teacher: TradePoint
  budget: number | null
  /** of the cost */
  kind: Unit
  words: Words
}

type StoryPicture = { label: number, pixels: number[], logits: number[] }
/** What a run came to: each repeat's counts of labels only and with teacher, and their difference; in words, too. */
interface StoryEnding {
  counts: [number, number][], mean: number, ends: Ends | null
  headline: string, detail: string
  /** bits as text, of a run that was not recorded */
  right?: string
}

/** What the home page tells: of so many test images, from a recording or from a run that trains here. */
interface StoryData {
  pictures: StoryPicture[]
  /** of the recorded training */
  temperature: number
  of: number
  sizes: Record<"teacher" | "student", number>
  colors: Record<"teacher" | "hard" | "distilled", string>
  recorded: { path: string, ending: StoryEnding }
  live: { run_id: string, path: string, in_flight: boolean, ending: StoryEnding | null } | null
  trouble: string
  projected: boolean
  language: string
  words: Words
}
