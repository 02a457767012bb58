// Elements are known by their ids.
let text = T[+navigator.language.startsWith("zh")], now = []
function softmax(z) {
  const e = z.map((v) => Math.exp(v - Math.max(...z))), sum = e.reduce((a, b) => a + b)
  return e.map((v) => v / sum)
}
function show(...asked) {
  now = asked
  const [input, teacher] = asked, shares = input && softmax(answer(input))
  const bar = (of, k) => of ? "<i style=width:" + 90 * of[k] + "%></i>" : ""
  list.innerHTML = M.names.map((name, k) => "<li><b>"
    + (shares && shares[k] === Math.max(...shares) ? "▸" : "") + name + "</b><div>"
    + bar(shares, k) + bar(teacher, k),
  ).join("")
  who.innerHTML = "<i></i>" + text.student + (teacher ? "<i></i>" + text.teacher : "")
}
function button(name, pressed) {
  const made = more.appendChild(document.createElement("button"))
  made.append(name)
  made.onclick = pressed
}
function speak() {
  document.documentElement.lang = text.lang
  say.innerText = text.say
  more.innerText = ""
  if (clear) button(text.clear, clear)
  button(text.other, () => {
    text = T[1 - T.indexOf(text)]
    speak()
    show(...now)
  })
  M.examples.map((example, k) => button(text.example + " " + (k + 1), () => {
    put_in(example[0])
    show(...example)
  }))
}
