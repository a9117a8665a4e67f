// The page of the server: a query, its answer, examples. It asks its own server only and needs no other file.

const query = document.getElementById("query");
const variables = document.getElementById("variables");
const form = document.getElementById("question");
const answer = document.getElementById("answer");
const status = document.getElementById("status");
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g;

async function ask(body) {
  const response = await fetch("graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json, application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

function say(words, { wrong = false } = {}) {
  status.textContent = words;
  status.classList.toggle("wrong", wrong);
}

/** JSON with colours: text nodes and spans only, so that nothing of an answer is ever read as HTML. */
function show(value) {
  const text = JSON.stringify(value, null, 2);
  const pieces = document.createDocumentFragment();
  let end = 0;
  for (const found of text.matchAll(TOKEN)) {
    const [token, string, colon] = found;
    pieces.append(text.slice(end, found.index));
    const span = document.createElement("span");
    span.className = colon ? "key" : string ? "text" : "number";
    span.textContent = string ?? token;
    pieces.append(span, colon ?? "");
    end = found.index + token.length;
  }
  pieces.append(text.slice(end));
  answer.replaceChildren(pieces);
}

let asked = 0;

async function run() {
  const turn = ++asked; // an answer that comes after a later question was asked is not shown
  let given = null;
  try {
    given = variables.value.trim() ? JSON.parse(variables.value) : null;
  } catch (error) {
    say(`The variables are no JSON: ${error.message}`, { wrong: true });
    variables.focus();
    return;
  }
  say("Running …");
  try {
    const { data, errors, extensions } = await ask({ query: query.value, variables: given });
    if (turn !== asked) {
      return;
    }
    show(errors ? { errors, data } : data);
    if (errors) {
      say(errors.map((error) => error.message).join(" "), { wrong: true });
    } else {
      const cost = extensions?.cost === undefined ? "" : ` Cost ${JSON.stringify(extensions.cost)}.`;
      const version = extensions?.graphVersion === undefined ? "" : ` Graph version ${extensions.graphVersion}.`;
      say(`Done.${cost}${version}`);
    }
  } catch {
    if (turn !== asked) {
      return;
    }
    say("The server does not answer; is citegraph serve still running?", { wrong: true });
  }
}

function offer(examples) {
  const list = document.getElementById("examples");
  for (const example of examples) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = example.title;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      for (const other of list.querySelectorAll("button")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      query.value = example.query;
      variables.value = example.variables ? JSON.stringify(example.variables, null, 2) : "";
      run();
    });
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
  }
  if (!query.value) {
    list.querySelector("button").click(); // a browser that goes back keeps what was typed
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});

for (const box of [query, variables]) {
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    } else if (event.key === "Escape") {
      box.blur(); // Tab then goes on to the next control
    }
  });
}

offer(await (await fetch("examples.json")).json());
const counts = await ask({ query: "{ stats { papers authors entities { count } } }" }).catch(() => null);
if (counts?.data) {
  const { papers, authors, entities } = counts.data.stats;
  const things = entities.reduce((sum, each) => sum + each.count, 0);
  document.getElementById("summary").textContent =
    `${papers.toLocaleString("en")} papers, ${authors.toLocaleString("en")} authors, ` +
    `${things.toLocaleString("en")} methods, models, benchmarks and other entities.`;
}
