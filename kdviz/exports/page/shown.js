const find = (name) => document.querySelector(name)
const softmax = (z) => {
  const e = z.map((v) => Math.exp(v - Math.max(...z))), sum = e.reduce((a, b) => a + b)
  return e.map((v) => v / sum)
}
let text = T[+navigator.language.startsWith("zh")], now = []
function show(...asked) {
  now = asked
  const [input, teacher] = now, shares = input ? softmax(answer(input)) : []
  const bar = (v) => "<i style=width:" + 90 * v + "%></i>"
  find("ol").innerHTML = Array.from(Array(M.classes).keys(), (k) => "<li><b>"
    + (shares[k] === Math.max(...shares) ? "▸" : "") + k + "</b><div style=flex:1>"
    + (input ? bar(shares[k]) : "") + (teacher ? bar(teacher[k]) : "") + "</div>").join("")
  find("#who").innerHTML = "<i></i>" + text.student + (teacher ? "<i></i>" + text.teacher : "")
}
function button(name, pressed) {
  const made = document.createElement("button")
  made.textContent = name
  made.onclick = pressed
  find("#more").append(made, " ")
}
function speak() {
  document.documentElement.lang = text.lang
  find("h1").textContent = M.title
  find("#say").textContent = text.say
  find("#more").textContent = ""
  if (clear) button(text.clear, clear)
  button(text.other, () => {
    text = T[1 - T.indexOf(text)]
    speak()
    show(...now)
  })
  M.examples.forEach(([input, teacher], k) => button(text.example + " " + (k + 1), () => {
    put_in(input)
    show(input, teacher)
  }))
}
