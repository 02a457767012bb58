// Raw rows become inputs as in training; null is missing, and a category is its place.
function prepare(row) {
  const yes = []
  const numbers = M.columns.flatMap((column, k) => {
    if (!column.categories) return Math.fround(((row[k] ?? column.median) - column.mean) / column.scale)
    yes.push(...column.categories.map((_, place) => +(row[k] === place && !column.unseen?.includes(place))))
    return []
  })
  return [...numbers, ...yes]
}
