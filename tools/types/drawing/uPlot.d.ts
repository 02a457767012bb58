// assets/drawing/uPlot.js, as its authors describe it.
export { default } from "uplot"
