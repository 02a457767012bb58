const clear = 0, fields = [...document.querySelectorAll("input,select")]
const put_in = (input) => fields.forEach((field, k) => { field.value = input[k] ?? "" })
form.oninput = () => show(fields.map((field) => field.value === "" ? null : +field.value))
