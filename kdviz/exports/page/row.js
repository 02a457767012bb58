const clear = 0, fields = [...document.querySelectorAll("input")]
const put_in = (input) => fields.forEach((field, k) => { field.value = input[k] })
find("form").oninput = () => show(fields.map((field) => +field.value))
