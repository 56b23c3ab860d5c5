// How the site's search weighs what it finds: first a heading that is the query ("DIS-4"), then what pages say that they
// are about (entries of the index), then words of titles and names of the code, then words of the text.
var Scorer = {
  score: ([, , , , score, , kind]) => score * ({ title: 2.1, index: 0.3 }[kind] ?? 1),
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 5, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
