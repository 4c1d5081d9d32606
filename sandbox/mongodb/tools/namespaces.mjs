// Which collections of an archive are restored, and to where: --nsInclude, --nsFrom and --nsTo, in which `*` stands for any
// text. (mongo-tools, mongorestore/ns)
export function namesOf({ db, nsInclude = [], nsFrom = [], nsTo = [] }) {
  if (nsFrom.length !== nsTo.length)
    throw new Error(`--nsFrom and --nsTo arguments must be specified an equal number of times`);
  // A database in the address or in --db is restored too, whatever --nsInclude says.
  const patterns = [...nsInclude, ...(db === undefined ? [] : [`${db}.*`])].map(expression);
  const renames = nsFrom.map((from, place) => ({ from: expression(from), to: nsTo[place] }));
  return {
    includes: (name) => patterns.length === 0 || patterns.some((one) => one.test(name)),
    renamed(name) {
      for (const { from, to } of renames) {
        const found = from.exec(name);
        if (!found) continue;
        const parts = found.slice(1);
        return to.replaceAll('*', () => parts.shift() ?? '');
      }
      return name;
    },
  };
}

function expression(pattern) {
  const parts = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('(.*)')}$`);
}
